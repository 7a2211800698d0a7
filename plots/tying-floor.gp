# The least loss of equal layers against one eigenvalue of the target.
name_ = 'tying-floor'
load 'style.gp'

set lmargin at screen 0.15
set rmargin at screen 0.97
set tmargin at screen 0.96
set bmargin at screen 0.21
set xlabel both('eigenvalue', 'eigenvalue $\varphi$')
set ylabel both('least loss', 'least loss $F_2$')
set xrange [-3:1]
set yrange [-0.1:4.6]
set xtics 1
set ytics 1
set key at graph 1, graph 1 right samplen 2
plot data_ index '[floor]' using 'eigenvalue':'plane':(0 * column('plane') - 0.1) with filledcurves fillstyle solid 1 noborder fillcolor rgb '#eeeeee' notitle, \
    '' index '[floor]' using 'eigenvalue':'symmetric' with lines linestyle 12 notitle, \
    '' index '[floor]' using 'eigenvalue':'projection' every 4 with points linestyle 2 title 'symmetric layers', \
    '' index '[floor]' using 'eigenvalue':'descent' every 4::2 with points linestyle 3 title 'descent', \
    '' index '[floor]' using 'eigenvalue':'plane' with lines linestyle 1 notitle, \
    '' index '[floor]' using 'eigenvalue':'pairing' every 4 with points linestyle 1 title 'turning layers', \
    for [h=1:hover_] data_ index '[floor]' using 'eigenvalue':'symmetric':(tip('eigenvalue', 'symmetric')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[floor]' every 4 using 'eigenvalue':'projection':(tip('eigenvalue', 'projection')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[floor]' every 4::2 using 'eigenvalue':'descent':(tip('eigenvalue', 'descent')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[floor]' using 'eigenvalue':'plane':(tip('eigenvalue', 'plane')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[floor]' every 4 using 'eigenvalue':'pairing':(tip('eigenvalue', 'pairing')) with labels hypertext point linestyle 30 notitle
