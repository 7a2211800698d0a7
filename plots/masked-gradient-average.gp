# Mean square of the kept gradient against step, above without and below with displacement, each with its two bounds.
name_ = 'masked-gradient-average'
height_ = 3.6
load 'style.gp'

set logscale xy
set xrange [1:32]
set xtics (1, 2, 4, 8, 16, 32)
set yrange [0.2:40]
set format y decades_
set ylabel both('mean |P_s ∇f(x_s)|^2', 'mean $|P_s\nabla f(x_s)|^2$')
set key bottom left
set multiplot layout 2,1
do for [panel=0:1] {
    first_ = 3 * panel
    set xlabel (panel == 0 ? '' : 'step')
    set label 1 (panel == 0 ? 'gradients at the iterate' : 'gradients at a displaced point') at graph 0.98,0.93 right
    plot data_ index first_ using 'step':'horizon' with lines linestyle 20 linewidth 1.4 notitle, \
        for [i=0:2] data_ index first_ + i using 'step':'bound' with lines linestyle 11 + i notitle, \
        data_ index first_ using 'step':'mean' with linespoints linestyle 1 pointinterval 2 title (panel == 0 ? both('p = 1', '$p = 1$') : ''), \
        data_ index first_ + 1 using 'step':'mean' with linespoints linestyle 2 pointinterval 2 title (panel == 0 ? both('p = 0.5', '$p = 0.5$') : ''), \
        data_ index first_ + 2 using 'step':'mean' with linespoints linestyle 3 pointinterval 2 title (panel == 0 ? both('p = 0.2', '$p = 0.2$') : ''), \
    for [h=1:hover_] for [i=0:2] data_ index first_ + i using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index first_ using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index first_ + 1 using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index first_ + 2 using 'step':'mean':(tip('step', 'mean')) with labels hypertext point linestyle 30 notitle
}
unset multiplot
