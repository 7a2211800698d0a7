# Left losses by step from zero and from three selections; right the loss in the end by step size.
name_ = 'rank-projection-stall'
load 'style.gp'

set multiplot layout 1,2 margins screen 0.11,0.97,0.17,0.95 spacing screen 0.06
set yrange [0:16]
set ytics 4
set xlabel 'step'
set ylabel 'loss' offset near_,0
set key top right
plot data_ index '[from zero]' using 'step':'best' with lines linestyle 20 linewidth 1.4 notitle, \
    data_ index '[from zero]' using 'step':'formula' with lines linestyle 15 notitle, \
    data_ index '[from zero]' using 'step':'loss' with points linestyle 5 title 'from 0', \
    data_ index '[stall 4,2]' using 'step':'loss' with linespoints linestyle 1 pointinterval 3 title 'from 4, 2', \
    data_ index '[stall 3,2]' using 'step':'loss' with linespoints linestyle 2 pointinterval 3 title 'from 3, 2', \
    data_ index '[stall 4,1]' using 'step':'loss' with linespoints linestyle 3 pointinterval 3 title 'from 4, 1', \
    for [h=1:hover_] data_ index '[from zero]' using 'step':'formula':(tip('step', 'formula')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[from zero]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[stall 4,2]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[stall 3,2]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[stall 4,1]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle
set xlabel both('step size η', 'step size $\eta$')
unset ylabel
set format y ''
unset key
set xrange [0:1]
set xtics 0.25
plot data_ index '[edges]' using 'edge':(0):(0):(16) with vectors nohead linestyle 20 notitle, \
    data_ index '[end 4,2]' using 'step':'loss' with linespoints linestyle 1 pointinterval 5 notitle, \
    data_ index '[end 3,2]' using 'step':'loss' with linespoints linestyle 2 pointinterval 5 notitle, \
    data_ index '[end 4,1]' using 'step':'loss' with linespoints linestyle 3 pointinterval 5 notitle, \
    for [h=1:hover_] data_ index '[end 4,2]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[end 3,2]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[end 4,1]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle
unset multiplot
