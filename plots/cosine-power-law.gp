# (a) Cosine of random sub-paths with the full network against depth. (b) Relative changes of the output.
name_ = 'cosine-power-law'
height_ = 3.6
load 'style.gp'

set multiplot
set lmargin at screen 0.18
set rmargin at screen 0.96
set logscale xy
set xrange [1.6:5200]
set xtics (2, 8, 32, 128, 512, 2048)

set tmargin at screen 0.95
set bmargin at screen 0.56
set format x ''
set yrange [1e-3:1.5]
set format y decades_
set ylabel both('cosine', 'cosine')
set label 1 '(a)' at graph 0, graph 1.08
set key bottom left samplen 2
# Side by side, so that bars do not hide each other.
x(i) = column('depth') * 1.12**(i - 2)
plot for [i=1:3] data_ index '[random '.word('2 4 16', i).']' using (x(i)):'low':(0):(column('high') - column('low')) with vectors nohead linestyle i dashtype 1 linewidth 0.6 notitle, \
    for [i=1:3] '' index '[random '.word('2 4 16', i).']' using (x(i)):'mean' with points linestyle i notitle, \
    for [i=1:3] '' index '[regular '.word('2 4 16', i).']' using 'depth':'law' with lines linestyle 10 + i notitle, \
    for [i=1:3] NaN with linespoints linestyle 10 + i pointtype int(word('7 5 9', i)) title both('{/:Italic p} = ', '$p = $').word('1/2 1/4 1/16', i), \
    for [h=1:hover_] for [i=1:3] data_ index '[random '.word('2 4 16', i).']' using (x(i)):'mean':(tip('depth', 'mean')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [i=1:3] data_ index '[regular '.word('2 4 16', i).']' using 'depth':'law':(tip('depth', 'law')) with labels hypertext point linestyle 30 notitle

set tmargin at screen 0.48
set bmargin at screen 0.135
set format x '%g'
set xlabel both('layers', 'layers $L$')
set yrange [0.006:2]
set ytics (0.01, 0.1, 1)
set format y '%g'
set ylabel both('relative change', 'relative change')
set label 1 '(b)'
set key bottom left samplen 2
plot data_ index '[change]' using 'depth':'every-second' with linespoints linestyle 2 title 'every second kept', \
    '' index '[change]' using 'depth':'nine-of-ten' with linespoints linestyle 3 title 'nine of ten kept', \
    '' index '[change]' using 'depth':'one' with linespoints linestyle 1 title 'one missing', \
    '' index '[change]' using 'depth':'reading' with lines linestyle 11 notitle, \
    '' index '[change]' using 'depth':'no-norm' with lines linestyle 20 linewidth 1.2 notitle, \
    for [h=1:hover_] data_ index '[change]' using 'depth':'every-second':(tip('depth', 'every-second')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[change]' using 'depth':'nine-of-ten':(tip('depth', 'nine-of-ten')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[change]' using 'depth':'one':(tip('depth', 'one')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[change]' using 'depth':'reading':(tip('depth', 'reading')) with labels hypertext point linestyle 30 notitle
unset multiplot
