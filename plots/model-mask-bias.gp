# Above the relative bias by keep probability; below the excess loss in the long run, exact and sampled.
name_ = 'model-mask-bias'
height_ = 3.6
load 'style.gp'

set xrange [0:1]
set multiplot layout 2,1
set yrange [0:]
set ylabel both('relative bias |x_∞ − x*| / |x*|', 'relative bias $|x_\infty - x^*| / |x^*|$')
set key top right
plot data_ index '[bias]' using 'p':'plain' with linespoints linestyle 1 pointinterval 3 title both('S = P', '$S = P$'), \
    data_ index '[bias]' using 'p':'rescaled' with linespoints linestyle 2 pointinterval 3 title both('S = P/p', '$S = P/p$'), \
    for [h=1:hover_] data_ index '[bias]' using 'p':'plain':(tip('p', 'plain')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[bias]' using 'p':'rescaled':(tip('p', 'rescaled')) with labels hypertext point linestyle 30 notitle
set yrange [1e-3:3]
set logscale y
set format y decades_
set xlabel both('keep probability p', 'keep probability $p$')
set ylabel 'excess loss in the long run'
set key bottom left
plot data_ index '[step 1.0]' using 'p':'excess' with lines linestyle 1 title both('η = 1/L', '$\eta = 1/L$'), \
    data_ index '[step 0.25]' using 'p':'excess' with lines linestyle 3 title both('η = 1/(4L)', '$\eta = 1/(4L)$'), \
    data_ index '[step 1.0]' using 'p':'bias' with lines linestyle 20 linewidth 1.4 title 'bias alone', \
    data_ index '[sampled 1.0]' using 'p':'excess':'low':'high' with yerrorbars linestyle 1 dashtype 1 notitle, \
    data_ index '[sampled 0.25]' using 'p':'excess':'low':'high' with yerrorbars linestyle 3 dashtype 1 notitle, \
    for [h=1:hover_] data_ index '[step 1.0]' using 'p':'excess':(tip('p', 'excess')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[step 0.25]' using 'p':'excess':(tip('p', 'excess')) with labels hypertext point linestyle 30 notitle
unset multiplot
