# Losses of the first k units: (a) a factorization, (b) the excess in a regression.
name_ = 'nested-width'
height_ = 2.5
load 'style.gp'

set multiplot
set tmargin at screen 0.77
set bmargin at screen 0.19
set xlabel both('units used', 'units used $k$')
set xrange [0.6:6.4]
set xtics 1

set lmargin at screen 0.14
set rmargin at screen 0.51
set yrange [0:9]
set ytics 2
set ylabel 'loss'
set label 1 '(a)' at graph 0, graph 1.07
set key at screen 0.14, screen 1.0 left maxrows 2 width 1 samplen 2
plot data_ index '[factorization]' using 'width':'best' with lines linestyle 20 linewidth 1.2 dashtype 1 title 'best', \
    '' index '[factorization]' using 'width':'nested' with linespoints linestyle 1 title 'nested', \
    '' index '[factorization]' using 'width':'bernoulli' with linespoints linestyle 2 title 'Bernoulli', \
    '' index '[factorization]' using 'width':'full' with linespoints linestyle 3 title 'full', \
    for [h=1:hover_] data_ index '[factorization]' using 'width':'nested':(tip('width', 'nested')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[factorization]' using 'width':'bernoulli':(tip('width', 'bernoulli')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[factorization]' using 'width':'full':(tip('width', 'full')) with labels hypertext point linestyle 30 notitle

set lmargin at screen 0.66
set rmargin at screen 0.98
unset key
set yrange [0:0.7]
set ytics 0.2
set ylabel 'excess'
set label 1 '(b)'
plot data_ index '[regression]' using 'width':'bound' with lines linestyle 11, \
    '' index '[regression]' using 'width':'nested' with linespoints linestyle 1, \
    '' index '[regression]' using 'width':'bernoulli' with linespoints linestyle 2, \
    '' index '[regression]' using 'width':'full' with linespoints linestyle 3, \
    for [h=1:hover_] data_ index '[regression]' using 'width':'bound':(tip('width', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[regression]' using 'width':'nested':(tip('width', 'nested')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[regression]' using 'width':'bernoulli':(tip('width', 'bernoulli')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[regression]' using 'width':'full':(tip('width', 'full')) with labels hypertext point linestyle 30 notitle
unset multiplot
