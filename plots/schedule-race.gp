# (a) Loss against cost for four schedules, with the floor of all. (b) Both orders on correlated features.
name_ = 'schedule-race'
height_ = 3.5
load 'style.gp'

set multiplot
set lmargin at screen 0.18
set rmargin at screen 0.96
set logscale y

set tmargin at screen 0.95
set bmargin at screen 0.52
set xrange [0:61]
set xtics 20
set yrange [3e-3:5]
set ytics 1e-3, 10
set format y decades_
set xlabel 'cost' offset 0, 0.5
set ylabel both('loss', 'loss $f$')
set label 1 '(a)' at graph 0, graph 1.08
set key bottom left samplen 2
plot data_ index '[constant]' using 'cost':'floor' with lines linestyle 20 linewidth 1.4 dashtype 1 title 'floor', \
    '' index '[increasing]' using 'cost':'loss' with linespoints linestyle 1 pointinterval 4 title 'increasing', \
    '' index '[decreasing]' using 'cost':'loss' with linespoints linestyle 2 pointinterval 4 title 'decreasing', \
    '' index '[constant]' using 'cost':'loss' with linespoints linestyle 3 pointinterval 3 title 'constant', \
    '' index '[balanced]' using 'cost':'loss' with linespoints linestyle 4 pointinterval 3 title 'balanced', \
    for [h=1:hover_] data_ index '[increasing]' using 'cost':'loss':(tip('cost', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[decreasing]' using 'cost':'loss':(tip('cost', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[constant]' using 'cost':'loss':(tip('cost', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[balanced]' using 'cost':'loss':(tip('cost', 'loss')) with labels hypertext point linestyle 30 notitle

set tmargin at screen 0.36
set bmargin at screen 0.135
set xrange [0:60.5]
set xtics 20
set xlabel 'steps in each stage'
set yrange [5e-4:1]
set ylabel both('loss', 'loss $f$')
set label 1 '(b)' at graph 0, graph 1.13
unset key
plot data_ index '[order]' using 'length':'floor' with lines linestyle 20 linewidth 1.2, \
    '' index '[order]' using 'length':'increasing' with linespoints linestyle 1 pointinterval 5, \
    '' index '[order]' using 'length':'decreasing' with linespoints linestyle 2 pointinterval 5, \
    for [h=1:hover_] data_ index '[order]' using 'length':'increasing':(tip('length', 'increasing')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[order]' using 'length':'decreasing':(tip('length', 'decreasing')) with labels hypertext point linestyle 30 notitle
unset multiplot
