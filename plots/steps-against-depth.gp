# (a) Steps against depth from two starts, with sharp and published bounds. (b) Ratio of the times of both under flow.
name_ = 'steps-against-depth'
height_ = 3.5
load 'style.gp'

set multiplot
set lmargin at screen 0.18
set rmargin at screen 0.96
set logscale xy
set xrange [1.8:145]
set xtics (2, 4, 8, 16, 32, 64, 128)

set tmargin at screen 0.95
set bmargin at screen 0.47
set format x ''
set yrange [10:1e14]
set ytics 1e2, 1e4
set format y decades_
set ylabel 'steps'
set label 1 '(a)' at graph 0, graph 1.07
set key at graph 0.02, graph 1.02 left samplen 1.8
plot data_ index '[steps]' using 'depth':'zas-published' with linespoints linestyle 12 dashtype 3 pointtype 5 notitle, \
    '' index '[steps]' using 'depth':'shared-published' with linespoints linestyle 11 dashtype 3 pointtype 7 notitle, \
    '' index '[steps]' using 'depth':'zas-sharp' with linespoints linestyle 12 notitle, \
    '' index '[steps]' using 'depth':'shared-sharp' with linespoints linestyle 11 notitle, \
    NaN with lines linestyle 20 title 'published bounds', \
    NaN with lines linestyle 20 dashtype 2 title 'sharp bounds', \
    '' index '[steps]' using 'depth':'zas' with linespoints linestyle 2 dashtype 1 title 'zero-asymmetric', \
    '' index '[steps]' using 'depth':'shared' with linespoints linestyle 1 title 'shared', \
    for [h=1:hover_] data_ index '[steps]' using 'depth':'zas-published':(tip('depth', 'zas-published')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[steps]' using 'depth':'shared-published':(tip('depth', 'shared-published')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[steps]' using 'depth':'zas-sharp':(tip('depth', 'zas-sharp')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[steps]' using 'depth':'shared-sharp':(tip('depth', 'shared-sharp')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[steps]' using 'depth':'zas':(tip('depth', 'zas')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[steps]' using 'depth':'shared':(tip('depth', 'shared')) with labels hypertext point linestyle 30 notitle

set tmargin at screen 0.4
set bmargin at screen 0.135
set format x '%g'
set xlabel both('layers', 'layers $L$')
set yrange [0.8:160]
set ytics (1, 10, 100)
set format y '%g'
set ylabel 'ratio of times'
set label 1 '(b)' at graph 0, graph 1.1
set key at graph 0.02, graph 1 left samplen 1.8
plot x with lines linestyle 20 title both('a factor L', 'a factor $L$'), \
    data_ index '[flow]' using 'depth':'ratio' with linespoints linestyle 5 dashtype 1 title 'observed', \
    for [h=1:hover_] data_ index '[flow]' using 'depth':'ratio':(tip('depth', 'ratio')) with labels hypertext point linestyle 30 notitle
unset multiplot
