# Left losses of three schedules with their bounds; right the counterexample of two parameters.
name_ = 'unfreeze-schedule'
load 'style.gp'

set multiplot
set lmargin at screen 0.13
set rmargin at screen 0.62
set xlabel 'step'
set ylabel both('loss', 'loss $f(x_t)$') offset near_,0
set logscale y
set yrange [2e-5:20]
set format y decades_
set xtics 10
set key bottom left
plot data_ index '[all]' using 'step':'bound' with lines linestyle 11 notitle, \
    data_ index '[two stages]' using 'step':'bound' with lines linestyle 12 notitle, \
    data_ index '[four stages]' using 'step':'bound' with lines linestyle 13 notitle, \
    data_ index '[all]' using 'step':'loss' with linespoints linestyle 1 pointinterval 5 title 'all', \
    data_ index '[two stages]' using 'step':'loss' with linespoints linestyle 2 pointinterval 5 title '2 stages', \
    data_ index '[four stages]' using 'step':'loss' with linespoints linestyle 3 pointinterval 5 title '4 stages', \
    for [h=1:hover_] data_ index '[all]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[two stages]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[four stages]' using 'step':'bound':(tip('step', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[all]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[two stages]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[four stages]' using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle
set lmargin at screen 0.74
set rmargin at screen 0.97
unset ylabel
unset logscale
set yrange [*:*]
set format y '%g'
set xtics 1
set key top right
plot data_ index '[pair]' using 'step':'full' with linespoints linestyle 1 title 'both', \
    data_ index '[pair]' using 'step':'frozen' with linespoints linestyle 2 title 'one', \
    for [h=1:hover_] data_ index '[pair]' using 'step':'full':(tip('step', 'full')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[pair]' using 'step':'frozen':(tip('step', 'frozen')) with labels hypertext point linestyle 30 notitle
unset multiplot
