# Left the loss by rank with data; right one factor frozen, with isotropic data.
name_ = 'lora-reachable'
load 'style.gp'

set multiplot layout 1,2 margins screen 0.14,0.98,0.17,0.95 spacing screen 0.13
set xlabel both('rank r', 'rank $r$')
set ylabel 'loss above the least' offset near_,0
set xrange [0.7:6.3]
set xtics 1
set logscale y
set format y decades_
set key bottom left
plot data_ index '[data]' using 'rank':'bound' with lines linestyle 12 notitle, \
    data_ index '[data]' using 'rank':'truncated' with linespoints linestyle 2 dashtype 1 title 'truncated', \
    data_ index '[data]' using 'rank':'least' with lines linestyle 1 notitle, \
    data_ index '[data]' using 'rank':'trained' with points linestyle 1 notitle, \
    NaN with linespoints linestyle 1 title 'least', \
    for [h=1:hover_] data_ index '[data]' using 'rank':'bound':(tip('rank', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[data]' using 'rank':'truncated':(tip('rank', 'truncated')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[data]' using 'rank':'least':(tip('rank', 'least')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[data]' using 'rank':'trained':(tip('rank', 'trained')) with labels hypertext point linestyle 30 notitle
unset logscale
set format y '%g'
set yrange [0:1.3]
set ytics 0.25
unset ylabel
set xrange [0.7:5.3]
set key top right
plot data_ index '[frozen]' using 'rank':'line' with lines linestyle 13 notitle, \
    data_ index '[frozen]' using 'rank':'mean':'low':'high' with yerrorbars linestyle 3 dashtype 1 title 'one factor', \
    data_ index '[frozen]' using 'rank':'both' with linespoints linestyle 1 title 'both', \
    for [h=1:hover_] data_ index '[frozen]' using 'rank':'line':(tip('rank', 'line')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[frozen]' using 'rank':'both':(tip('rank', 'both')) with labels hypertext point linestyle 30 notitle
unset multiplot
