# Loss through the rounds, with every exchange made and with the test, for two numbers of trained coordinates.
name_ = 'sparse-rounds'
load 'style.gp'

set multiplot layout 1,2 margins screen 0.12,0.965,0.17,0.95 spacing screen 0.06
set logscale y
set yrange [1:30]
set ytics (1, 2, 5, 10, 20)
set xrange [0:10]
set xtics 2
set xlabel 'round'
set ylabel 'loss' offset near_,0
unset key
set label 1 '4 of 12 trained' at graph 0.95,0.93 right
plot data_ index '[4 raw]' using 'round':'bound' with lines linestyle 12 title 'bound', \
    data_ index '[4 raw]' using 'round':'loss' with lines linestyle 2 dashtype 1 linewidth 0.7 title '', \
    data_ index '[4 raw]' using 'round':'end' with points linestyle 2 title '', \
    data_ index '[4 guarded]' using 'round':'loss' with lines linestyle 1 linewidth 1 title '', \
    data_ index '[4 guarded]' using 'round':'end' with points linestyle 1 title '', \
    for [h=1:hover_] data_ index '[4 raw]' using 'round':'bound':(tip('round', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[4 raw]' using 'round':'loss':(tip('round', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[4 raw]' using 'round':'end':(tip('round', 'end')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[4 guarded]' using 'round':'loss':(tip('round', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[4 guarded]' using 'round':'end':(tip('round', 'end')) with labels hypertext point linestyle 30 notitle
unset ylabel
set format y ''
set label 1 '6 of 12 trained'
set key at graph 0.98,0.86 right width slim_(14)
plot data_ index '[6 raw]' using 'round':'bound' with lines linestyle 12 title 'bound', \
    data_ index '[6 raw]' using 'round':'loss' with lines linestyle 2 dashtype 1 linewidth 0.7 title '', \
    data_ index '[6 raw]' using 'round':'end' with points linestyle 2 title '', \
    data_ index '[6 guarded]' using 'round':'loss' with lines linestyle 1 linewidth 1 title '', \
    data_ index '[6 guarded]' using 'round':'end' with points linestyle 1 title '', \
    NaN with linespoints linestyle 2 dashtype 1 linewidth 0.7 title 'all exchanges', \
    NaN with linespoints linestyle 1 linewidth 1 title 'with the test', \
    for [h=1:hover_] data_ index '[6 raw]' using 'round':'bound':(tip('round', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[6 raw]' using 'round':'loss':(tip('round', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[6 raw]' using 'round':'end':(tip('round', 'end')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[6 guarded]' using 'round':'loss':(tip('round', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[6 guarded]' using 'round':'end':(tip('round', 'end')) with labels hypertext point linestyle 30 notitle
unset multiplot
