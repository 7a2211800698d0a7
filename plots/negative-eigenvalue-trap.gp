# (a) Loss against step: the trap and three escapes. (b) The coupling of the eigenvectors that rounding makes.
name_ = 'negative-eigenvalue-trap'
height_ = 3.5
load 'style.gp'

set multiplot
set lmargin at screen 0.18
set rmargin at screen 0.95
set xrange [0:1600]
set xtics 400

set tmargin at screen 0.95
set bmargin at screen 0.59
set format x ''
set yrange [0:1.15]
set ytics 0.5
set ylabel both('loss', 'loss $R$')
set label 1 '(a)' at graph 0, graph 1.1
unset key
set label 2 'untied' at 500, 0.3 right
set label 3 'untied later' at 895, 0.3
set label 4 'tied' at 1580, 0.22 right
set label 5 'trapped' at 1580, 0.6 right
plot data_ index '[trap]' using 'step':'floor' with lines linestyle 20 linewidth 1.2, \
    '' index '[trap]' using 'step':'loss' with lines linestyle 5 dashtype 1, \
    '' index '[untied]' using 'step':'loss' with lines linestyle 1, \
    '' index '[untied later]' using 'step':'loss' with lines linestyle 2, \
    '' index '[tied]' using 'step':'loss' with lines linestyle 3, \
    for [h=1:hover_] data_ index '[trap]' every 6 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[untied]' every 6 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[untied later]' every 6 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[tied]' every 6 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle

unset label
set tmargin at screen 0.51
set bmargin at screen 0.135
set format x '%g'
set xlabel 'step'
set logscale y
set yrange [1e-17:10]
set ytics 1e-16, 1e4
set format y decades_
set ylabel 'coupling'
set label 1 '(b)' at graph 0, graph 1.1
set key at graph 1, graph 0.55 samplen 1.8
plot data_ index '[untied]' using 'step':'coupling' with linespoints linestyle 1 pointinterval 40 title 'untied', \
    '' index '[untied later]' using 'step':'coupling' with linespoints linestyle 2 pointinterval 40 title 'untied later', \
    '' index '[tied]' using 'step':'coupling' with linespoints linestyle 3 pointinterval 40 title 'tied', \
    '' index '[rate untied]' using 'step':'size' with lines linestyle 20 linewidth 1.2 title 'saddle', \
    '' index '[rate tied]' using 'step':'size' with lines linestyle 20 linewidth 1.2 notitle, \
    for [h=1:hover_] data_ index '[untied]' every 6 using 'step':'coupling':(tip('step', 'coupling')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[untied later]' every 6 using 'step':'coupling':(tip('step', 'coupling')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[tied]' every 6 using 'step':'coupling':(tip('step', 'coupling')) with labels hypertext point linestyle 30 notitle
unset multiplot
