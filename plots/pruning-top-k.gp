# Share of draws in which the largest coordinates survive against their ratio, and an adverse case, for two couplings.
name_ = 'pruning-top-k'
load 'style.gp'

set xrange [1:2.24]
set yrange [-0.04:1.08]
set ytics 0.25
set xtics 1,0.25,2
set xlabel both('ratio a/b', 'ratio $a/b$')
set ylabel 'share that survives'
set key at graph 0.98,0.55 right opaque
fails(x) = x == 0 ? 0 : NaN
plot data_ index '[thresholds]' using 'ratio':(0):(0):(1) with vectors nohead linestyle 20 linewidth 1.4 notitle, \
    data_ index '[random 0.25]' using 'ratio':'low':'high' with filledcurves linecolor rgb '#c6def0' notitle, \
    data_ index '[random 0.5]' using 'ratio':'low':'high' with filledcurves linecolor rgb '#f7d9c4' notitle, \
    data_ index '[random 0.25]' using 'ratio':'share' with linespoints linestyle 1 pointsize 0.7 title both('random, ν = 0.25', 'random, $\nu = 0.25$'), \
    data_ index '[random 0.5]' using 'ratio':'share' with linespoints linestyle 2 pointsize 0.8 title both('random, ν = 0.5', 'random, $\nu = 0.5$'), \
    data_ index '[adverse 0.25]' using 'ratio':(fails(column('survives'))) with points linestyle 11 pointsize 1.2 title 'adverse fails', \
    data_ index '[adverse 0.5]' using 'ratio':(fails(column('survives'))) with points linestyle 12 pointsize 0.7 title 'adverse fails', \
    for [h=1:hover_] data_ index '[random 0.25]' using 'ratio':'share':(tip('ratio', 'share')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[random 0.5]' using 'ratio':'share':(tip('ratio', 'share')) with labels hypertext point linestyle 30 notitle
