# Change of the output by one missing layer against depth: (a) random layers, (b) aligned ones.
name_ = 'drop-one-stability'
height_ = 3.3
load 'style.gp'

set multiplot
set logscale xy
set xrange [1.7:300]
set yrange [2e-3:3]
set xtics (2, 8, 32, 128)
set xlabel both('layers', 'layers $L$')
set tmargin at screen 0.78
set bmargin at screen 0.15

set lmargin at screen 0.17
set rmargin at screen 0.56
set ytics (0.01, 0.1, 1)
set format y '%g'
set ylabel both('relative change', 'relative change $\psi$')
set label 1 '(a)' at graph 0, graph 1.07
set label 2 both('slope –1/2', 'slope $-\frac12$') at 2, 0.04 textcolor rgb '#606060'
set key at screen 0.16, screen 1.0 left maxrows 3 width -1 samplen 1.7
plot [1.7:300] 0.3 / sqrt(x) with lines linestyle 20 notitle, \
    data_ index '[random]' using 'depth':'upper' with lines linestyle 11 notitle, \
    '' index '[random]' using 'depth':'lower' with lines linestyle 11 notitle, \
    '' index '[random]' using 'depth':'both' with linespoints linestyle 1 title 'both', \
    '' index '[random]' using 'depth':'residual' with lines linestyle 2 notitle, \
    '' index '[random]' using 'depth':'norm' with lines linestyle 3 notitle, \
    '' index '[random]' using 'depth':'neither' with lines linestyle 4 notitle, \
    '' index '[random]' using 'depth':'scaled' with lines linestyle 5 notitle, \
    '' index '[random]' using 'depth':'residual-run' with points linestyle 2 notitle, \
    '' index '[random]' using 'depth':'norm-run' with points linestyle 3 notitle, \
    '' index '[random]' using 'depth':'neither-run' with points linestyle 4 notitle, \
    '' index '[random]' using 'depth':'scaled-run' with points linestyle 5 notitle, \
    NaN with linespoints linestyle 2 title 'residual only', \
    NaN with linespoints linestyle 3 title 'norm only', \
    NaN with linespoints linestyle 4 title 'neither', \
    NaN with linespoints linestyle 5 title both('{/:Italic s} = {/:Italic L}^{–1/2}', '$s = L^{-1/2}$'), \
    for [h=1:hover_] data_ index '[random]' using 'depth':'upper':(tip('depth', 'upper')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'lower':(tip('depth', 'lower')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'both':(tip('depth', 'both')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'residual':(tip('depth', 'residual')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'norm':(tip('depth', 'norm')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'neither':(tip('depth', 'neither')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'scaled':(tip('depth', 'scaled')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'residual-run':(tip('depth', 'residual-run')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'norm-run':(tip('depth', 'norm-run')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'neither-run':(tip('depth', 'neither-run')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random]' using 'depth':'scaled-run':(tip('depth', 'scaled-run')) with labels hypertext point linestyle 30 notitle

set lmargin at screen 0.6
set rmargin at screen 0.97
set format y ''
unset ylabel
unset key
set label 1 '(b)'
set label 2 both('slope –1', 'slope $-1$') at 2, 0.008
plot [1.7:300] 0.3 / x with lines linestyle 20, \
    data_ index '[aligned]' using 'depth':'residual' with linespoints linestyle 2, \
    '' index '[aligned]' using 'depth':'neither' with linespoints linestyle 4, \
    '' index '[aligned]' using 'depth':'both' with linespoints linestyle 1, \
    for [h=1:hover_] data_ index '[aligned]' using 'depth':'residual':(tip('depth', 'residual')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[aligned]' using 'depth':'neither':(tip('depth', 'neither')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[aligned]' using 'depth':'both':(tip('depth', 'both')) with labels hypertext point linestyle 30 notitle
unset multiplot
