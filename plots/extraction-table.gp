# (a)-(c) Losses of sub-models by depth and width. (d) The relative error of a network of aligned layers that is cut.
name_ = 'extraction-table'
height_ = 3.6
load 'style.gp'
load 'palettes/viridis.pal'

set multiplot
unset key
unset grid
set border 15
set tmargin at screen 0.94
set bmargin at screen 0.62
set xrange [0.5:4.5]
set yrange [0.5:6.5]
set xtics 1 scale 0
set ytics 1 scale 0
set logscale cb
set cbrange [0.01:3]
set cbtics (0.01, 0.1, 1)
set format cb '%g'
set colorbox vertical user origin 0.86, 0.62 size 0.025, 0.32
set label 2 'loss' at screen 0.86, screen 0.972
set xlabel 'layers' offset 0, 0.5
set label 1 at graph 0, graph 1.1
set ylabel 'units'

do for [i=1:3] {
    set lmargin at screen 0.12 + 0.245 * (i - 1)
    set rmargin at screen 0.12 + 0.245 * (i - 1) + 0.215
    if (i > 1) { set ylabel ''; set format y '' }
    set label 1 word('(a) (b) (c)', i).' '.word('full elastic alone', i)
    plot data_ index '['.word('full elastic alone', i).']' using 'depth':'width':'loss' with image pixels
}

unset label 2
set border 3
set format y '%g'
set lmargin at screen 0.18
set rmargin at screen 0.96
set tmargin at screen 0.42
set bmargin at screen 0.13
set grid ytics
set xrange [0.5:16.5]
set xtics 4 scale 0.5
set yrange [0:0.85]
set ytics 0.2 scale 0.5
set xlabel both('layers kept', 'layers kept $k$')
set ylabel 'relative error'
set label 1 '(d)' at graph 0, graph 1.13
set key top right samplen 2
plot data_ index '[aligned]' using 'layers':'unscaled' with linespoints linestyle 2 title 'not rescaled', \
    '' index '[aligned]' using 'layers':'rescaled' with linespoints linestyle 1 title 'rescaled', \
    '' index '[aligned]' using 'layers':'bound' with lines linestyle 11 title 'bound', \
    for [h=1:hover_] data_ index '[aligned]' using 'layers':'unscaled':(tip('layers', 'unscaled')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[aligned]' using 'layers':'rescaled':(tip('layers', 'rescaled')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[aligned]' using 'layers':'bound':(tip('layers', 'bound')) with labels hypertext point linestyle 30 notitle
unset multiplot
