# Excess loss against step for three ranks and all directions, with their bounds.
name_ = 'galore'
load 'style.gp'

set logscale y
set yrange [1e-6:1]
set format y decades_
set xrange [0:40]
set xlabel 'step'
set ylabel 'excess loss'
set key bottom left
plot data_ index '[rank 1]' using 'step':'bound' with lines linestyle 11 notitle, \
    data_ index '[rank 2]' using 'step':'bound' with lines linestyle 12 notitle, \
    data_ index '[rank 3]' using 'step':'bound' with lines linestyle 13 notitle, \
    data_ index '[rank 6]' using 'step':'bound' with lines linestyle 15 notitle, \
    data_ index '[rank 1]' using 'step':'excess' with linespoints linestyle 1 pointsize 0.7 pointinterval 5 title both('r = 1', '$r = 1$'), \
    data_ index '[rank 2]' using 'step':'excess' with linespoints linestyle 2 dashtype 1 pointsize 0.8 pointinterval 5 title both('r = 2', '$r = 2$'), \
    data_ index '[rank 3]' using 'step':'excess' with linespoints linestyle 3 dashtype 1 pointsize 0.8 pointinterval 5 title both('r = 3', '$r = 3$'), \
    data_ index '[rank 6]' using 'step':'excess' with linespoints linestyle 5 dashtype 1 pointsize 0.8 pointinterval 5 title 'full', \
    for [h=1:hover_] data_ index '[rank 1]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 2]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 3]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 6]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 1]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 2]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 3]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[rank 6]' using 'step':'excess':(tip('step', 'excess')) with labels hypertext point linestyle 30 notitle
