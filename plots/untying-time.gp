# Total cost against the number of shared steps, for three starts, with the optimum of each.
name_ = 'untying-time'
load 'style.gp'

set lmargin at screen 0.18
set rmargin at screen 0.97
set tmargin at screen 0.96
set bmargin at screen 0.21
set xlabel both('shared steps', 'shared steps $\tau$')
set ylabel both('steps in all', 'steps in all')
set xrange [-0.5:24.5]
set yrange [20:210]
set key top right samplen 1 title 'error across'
plot for [i=0:2] data_ index 2*i using 'steps':'upper' with lines linestyle 11 + i notitle, \
    for [i=0:2] data_ index 2*i using 'steps':'lower' with lines linestyle 1 + i dashtype 1 linewidth 0.7 notitle, \
    for [i=0:2] data_ index 2*i+1 using 'steps':'cost' with points linestyle 11 + i pointsize 1.4 linewidth 1 notitle, \
    data_ index '[40]' using 'steps':'cost' with points linestyle 1 title '40', \
    data_ index '[1.5]' using 'steps':'cost' with points linestyle 2 title '1.5', \
    data_ index '[0.05]' using 'steps':'cost' with points linestyle 3 title '0.05', \
    for [h=1:hover_] for [i=0:2] data_ index 2*i using 'steps':'upper':(tip('steps', 'upper')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=0:2] data_ index 2*i using 'steps':'lower':(tip('steps', 'lower')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=0:2] data_ index 2*i+1 using 'steps':'cost':(tip('steps', 'cost')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[40]' using 'steps':'cost':(tip('steps', 'cost')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[1.5]' using 'steps':'cost':(tip('steps', 'cost')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[0.05]' using 'steps':'cost':(tip('steps', 'cost')) with labels hypertext point linestyle 30 notitle
