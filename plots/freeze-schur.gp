# Loss against step for three numbers of frozen coordinates, with the bound and the floor of each.
name_ = 'freeze-schur'
load 'style.gp'

set xlabel 'step'
set ylabel both('loss', 'loss $f(x_t)$')
set logscale y
set yrange [1.5:80]
set ytics (2, 5, 10, 20, 50)
set key top right
plot for [i=0:2] data_ index i using 'step':'bound' with lines linestyle 11 + i notitle, \
    for [i=0:2] data_ index i using 'step':'floor' with lines linestyle 20 notitle, \
    data_ index '[9 frozen]' using 'step':'loss' with linespoints linestyle 1 pointinterval 6 title '9 of 12 frozen', \
    data_ index '[6 frozen]' using 'step':'loss' with linespoints linestyle 2 pointinterval 6 title '6', \
    data_ index '[3 frozen]' using 'step':'loss' with linespoints linestyle 3 pointinterval 6 title '3', \
    for [h=1:hover_] for [i=0:2] data_ index i every 2 using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[9 frozen]' every 2 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[6 frozen]' every 2 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[3 frozen]' every 2 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle
