# Drift of the imbalances against time for three step sizes, with both bounds.
name_ = 'balanced-drift'
load 'style.gp'

set lmargin at screen 0.18
set rmargin at screen 0.96
set tmargin at screen 0.88
set bmargin at screen 0.21
set xlabel both('time (step size times steps)', 'time $\eta t$')
set ylabel 'drift'
set xrange [0:2]
set xtics 0.5
set logscale y
set yrange [3e-4:3]
set ytics 1e-3, 10
set format y decades_
set key tmargin center maxrows 1 samplen 2 width -1
plot for [i=0:2] data_ index i using 'time':'loss-bound' with lines linestyle 11 + i dashtype 3 notitle, \
    for [i=0:2] data_ index i using 'time':'bound' with lines linestyle 11 + i notitle, \
    for [i=0:2] data_ index i using 'time':'drift' with lines linestyle 1 + i dashtype 1 notitle, \
    for [i=0:2] data_ index i using 'time':'drift' every int(word('3 12 48', i + 1))::int(word('1 4 16', i + 1)) with points linestyle 1 + i notitle, \
    NaN with linespoints linestyle 1 dashtype 1 title both('{/:Italic η} = 0.08', '$\eta = 0.08$'), \
    NaN with linespoints linestyle 2 dashtype 1 title '0.02', \
    NaN with linespoints linestyle 3 dashtype 1 title '0.005', \
    for [h=1:hover_] for [c in "drift bound loss-bound"] for [i=0:2] data_ index i every int(word('3 12 48', i + 1))::int(word('1 4 16', i + 1)) using 'time':c:(tip('time', c)) with labels hypertext point linestyle 30 notitle
