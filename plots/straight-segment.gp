# Eigenvalues of the product in the complex plane: the flow on straight segments, and descent beside them.
name_ = 'straight-segment'
height_ = 2.9
load 'style.gp'

set size ratio -1
set lmargin at screen 0.18
set rmargin at screen 0.98
set tmargin at screen 0.91
set bmargin at screen 0.16
set xrange [-1.05:1.25]
set yrange [-0.32:1.5]
set xtics 0.5
set ytics 0.5
unset grid
set xzeroaxis linestyle 20
set yzeroaxis linestyle 20
set xlabel both('real part', 'real part of $u$')
set ylabel both('imaginary part', 'imaginary part of $u$')
set key tmargin center horizontal samplen 1 maxrows 1 width -1
set style fill empty
set label 'start' at 1.03, 0.08
set label both('m', '$m$') at -0.09, -0.17

plot for [name in "60 110 145 negative"] data_ index '[segment '.name.']' using 're':'im' with lines linestyle 20 linecolor rgb '#b0b0b0' notitle, \
    for [name in "60 110 145"] '' index '[descent '.name.']' using 're':'im' with lines linestyle 2 notitle, \
    for [name in "60 110 145 negative"] '' index '[flow '.name.']' using 're':'im' with points linestyle 1 pointsize 0.3 notitle, \
    for [name in "60 110 145 negative"] '' index '[segment '.name.']' using 're':'im' every ::1::1 with points linestyle 5 linewidth 1 pointtype 2 pointsize 0.7 notitle, \
    '' index '[nearest]' using (0):(0):'re' with circles linestyle 3 dashtype 1 notitle, \
    '' index '[nearest]' using (0):(0):(-0.707 * column('re')):(-0.707 * column('re')) with vectors nohead linestyle 3 dashtype 1 notitle, \
    NaN with points linestyle 1 title 'flow', \
    NaN with lines linestyle 2 title 'descent', \
    NaN with points linestyle 5 linewidth 1 pointtype 2 pointsize 0.7 title both('target', 'target $\varphi$'), \
    for [h=1:hover_] for [name in "60 110 145"] data_ index '[descent '.name.']' every 2 using 're':'im':(tip('re', 'im')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [name in "60 110 145 negative"] data_ index '[flow '.name.']' every 2 using 're':'im':(tip('re', 'im')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] for [name in "60 110 145 negative"] data_ index '[segment '.name.']' every ::1::1 using 're':'im':(tip('re', 'im')) with labels hypertext point linestyle 30 notitle
