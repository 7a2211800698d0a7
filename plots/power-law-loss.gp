# Losses of three power-law spectra between their bounds, with the floors of finite models.
name_ = 'power-law-loss'
load 'style.gp'

set logscale xy
set xrange [1:8192]
set yrange [1e-5:3]
set format x decades_
set format y decades_
set xlabel 'step'
set ylabel both('loss', 'loss $L(t)$')
set key bottom left
set label both('finite model, a = 1.5', 'finite model, $a = 1.5$') at 7000,0.21 right
set label both('finite model, a = 2', 'finite model, $a = 2$') at 1.2,0.0065 left
plot data_ index 0 using 'step':'floor' with lines linestyle 20 linewidth 1.2 notitle, \
    data_ index 1 using 'step':'floor' with lines linestyle 20 linewidth 1.2 notitle, \
    for [i=0:2] data_ index i using 'step':'upper' with lines linestyle 11 + i notitle, \
    for [i=0:2] data_ index i using 'step':'lower' with lines linestyle 11 + i notitle, \
    data_ index 0 using 'step':'loss' with linespoints linestyle 1 pointsize 0.7 pointinterval 4 title both('a = 1.5, b = 1', '$a = 1.5$, $b = 1$'), \
    data_ index 1 using 'step':'loss' with linespoints linestyle 2 dashtype 1 pointsize 0.8 pointinterval 4 title both('a = 2, b = 2', '$a = 2$, $b = 2$'), \
    data_ index 2 using 'step':'loss' with linespoints linestyle 3 dashtype 1 pointsize 0.8 pointinterval 4 title both('a = 2, b = 1', '$a = 2$, $b = 1$'), \
    for [h=1:hover_] for [i=0:2] data_ index i using 'step':'upper':(tip('step', 'upper')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=0:2] data_ index i using 'step':'lower':(tip('step', 'lower')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index 0 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index 1 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index 2 using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle
