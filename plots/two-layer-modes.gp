# Strengths of modes against time from two starts, integrated and in closed form.
name_ = 'two-layer-modes'
load 'style.gp'

set lmargin at screen 0.14
set rmargin at screen 0.97
set tmargin at screen 0.88
set bmargin at screen 0.2
set xlabel both('time', 'time $t$')
set ylabel both('strength', 'strength $u$')
set xrange [0:6]
set yrange [0:3.3]
set ytics 1
set key tmargin center maxrows 1 samplen 2 width -1
plot for [i=0:2] data_ index i using 'time':'asymmetric-form' with lines linestyle 11 + i notitle, \
    for [i=0:2] data_ index i using 'time':'balanced-form' with lines linestyle 1 + i dashtype 1 notitle, \
    for [i=0:2] data_ index i using 'time':'asymmetric' every 5::2 with points linestyle 11 + i notitle, \
    for [i=0:2] data_ index i using 'time':'balanced' every 5 with points linestyle 1 + i notitle, \
    for [i=0:2] NaN with linespoints linestyle 1 + i dashtype 1 title both('{/:Italic s} = ', '$s = $').word('3 1.5 0.75', i + 1), \
    for [h=1:hover_] for [i=0:2] data_ index i every 2 using 'time':'asymmetric-form':(tip('time', 'asymmetric-form')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=0:2] data_ index i every 2 using 'time':'balanced-form':(tip('time', 'balanced-form')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=0:2] data_ index i every 5::2 using 'time':'asymmetric':(tip('time', 'asymmetric')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=0:2] data_ index i every 5 using 'time':'balanced':(tip('time', 'balanced')) with labels hypertext point linestyle 30 notitle
