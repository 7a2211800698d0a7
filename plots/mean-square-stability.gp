# Above growth per step against step size; below expected loss and loss of the mean for three step sizes.
name_ = 'mean-square-stability'
height_ = 3.6
load 'style.gp'

set multiplot layout 2,1
stats data_ index '[limits]' using 'edge' nooutput name 'edge_'
set xrange [0:2]
set yrange [0:2]
set xlabel both('step size ηL', 'step size $\eta L$') offset 0,0.5
set ylabel 'growth per step'
set key top left
set object 1 rectangle from edge_min,0 to 2,2 behind fillcolor rgb '#e8e8e8' fillstyle solid noborder
plot 1 with lines linestyle 20 notitle, \
    data_ index '[radii]' using 'step':'square' with linespoints linestyle 2 dashtype 1 pointsize 0.8 pointinterval 5 title 'mean square', \
    data_ index '[radii]' using 'step':'mean' with linespoints linestyle 1 dashtype 2 pointinterval 5 title 'mean, squared', \
    for [h=1:hover_] data_ index '[radii]' using 'step':'square':(tip('step', 'square')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[radii]' using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle
unset object 1
set xrange [0:40]
set yrange [1e-4:1e4]
set logscale y
set ytics 100
set format y decades_
set xlabel 'step'
set ylabel 'expected excess loss'
set key at graph 0.98,0.58 right
plot data_ index '[run 1.7]' using 'step':'mean' with lines linestyle 12 notitle, \
    data_ index '[run 1.25]' using 'step':'mean' with lines linestyle 13 notitle, \
    data_ index '[run 0.8]' using 'step':'mean' with lines linestyle 11 notitle, \
    data_ index '[run 1.7]' using 'step':'excess' with linespoints linestyle 2 dashtype 1 pointsize 0.8 pointinterval 5 title both('ηL = 1.7', '$\eta L = 1.7$'), \
    data_ index '[run 1.25]' using 'step':'excess' with linespoints linestyle 3 dashtype 1 pointsize 0.8 pointinterval 5 title '1.25', \
    data_ index '[run 0.8]' using 'step':'excess' with linespoints linestyle 1 pointsize 0.7 pointinterval 5 title '0.8', \
    for [h=1:hover_] data_ index '[run 1.7]' using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[run 1.25]' using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[run 0.8]' using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[run 1.7]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[run 1.25]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[run 0.8]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle
unset multiplot
