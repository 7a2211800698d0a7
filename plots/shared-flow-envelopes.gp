# Loss of shared flow against time, in the band between its envelopes, for two targets.
name_ = 'shared-flow-envelopes'
load 'style.gp'

set multiplot
set tmargin at screen 0.92
set bmargin at screen 0.21
set xlabel 'time'
set logscale y
set yrange [1e-4:1.3]
set format y decades_
set style fill solid 1 noborder
set key width -2

set lmargin at screen 0.18
set rmargin at screen 0.56
set xrange [0:6]
set xtics 0, 2, 5
set ylabel both('loss / loss at start', 'loss $R(t)/R(0)$')
set label 1 '(a)' at graph 0, graph 1.07
unset key
plot data_ index '[wide]' using 'time':'lower':'upper' with filledcurves linecolor rgb '#dbe9f3', \
    '' index '[wide]' using 'time':'published' with lines linestyle 15 dashtype 3, \
    '' index '[wide]' using 'time':'upper' with lines linestyle 12, \
    '' index '[wide]' using 'time':'lower' with lines linestyle 13 dashtype 4, \
    '' index '[wide]' using 'time':'loss' with lines linestyle 1, \
    for [h=1:hover_] data_ index '[wide]' every 2 using 'time':'published':(tip('time', 'published')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[wide]' every 2 using 'time':'upper':(tip('time', 'upper')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[wide]' every 2 using 'time':'lower':(tip('time', 'lower')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[wide]' every 2 using 'time':'loss':(tip('time', 'loss')) with labels hypertext point linestyle 30 notitle

set lmargin at screen 0.6
set rmargin at screen 0.96
set xrange [0:1.5]
set xtics 0.5
unset ylabel
set format y ''
set label 1 '(b)'
set key at graph 1.05, graph 1 samplen 1.3
plot data_ index '[narrow]' using 'time':'lower':'upper' with filledcurves linecolor rgb '#dbe9f3' notitle, \
    '' index '[narrow]' using 'time':'published' with lines linestyle 15 dashtype 3 title 'published', \
    '' index '[narrow]' using 'time':'upper' with lines linestyle 12 title 'upper', \
    '' index '[narrow]' using 'time':'lower' with lines linestyle 13 dashtype 4 title 'lower', \
    '' index '[narrow]' using 'time':'loss' with lines linestyle 1 title 'loss', \
    for [h=1:hover_] data_ index '[narrow]' every 2 using 'time':'published':(tip('time', 'published')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[narrow]' every 2 using 'time':'upper':(tip('time', 'upper')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[narrow]' every 2 using 'time':'lower':(tip('time', 'lower')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[narrow]' every 2 using 'time':'loss':(tip('time', 'loss')) with labels hypertext point linestyle 30 notitle
unset multiplot
