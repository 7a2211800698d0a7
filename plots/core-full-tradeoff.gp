# Excess of the full model against excess of the core: the curve of joint minimisers, and where turns settle.
name_ = 'core-full-tradeoff'
load 'style.gp'

set xlabel both('excess of the core, f(Px) − min f∘P', 'excess of the core, $f(Px) - \min f\circ P$')
set ylabel both('excess of the full model', 'excess of the full model, $f(x) - \min f$')
set xrange [-0.01:0.42]
set yrange [-0.01:0.36]
set key top right width slim_(60)
plot data_ index '[joint]' using 'core':'full' with lines linestyle 1 title both('minimisers of a f(Px) + (1 − a) f(x)', 'minimisers of $af(Px) + (1-a)f(x)$'), \
    data_ index '[turns 1.0]' using 'core':'full' with points linestyle 2 pointsize 0.7 title both('in turn, η = 1/L', 'in turn, $\eta = 1/L$'), \
    data_ index '[turns 0.25]' using 'core':'full' with points linestyle 3 pointsize 0.8 title both('in turn, η = 1/(4L)', 'in turn, $\eta = 1/(4L)$'), \
    data_ index '[ends]' using 'core':'full' with points linestyle 5 pointsize 0.8 title 'one alone', \
    for [h=1:hover_] data_ index '[joint]' using 'core':'full':(tip('core', 'full')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[turns 1.0]' using 'core':'full':(tip('core', 'full')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[turns 0.25]' using 'core':'full':(tip('core', 'full')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[ends]' using 'core':'full':(tip('core', 'full')) with labels hypertext point linestyle 30 notitle
