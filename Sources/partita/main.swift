print("partita")
