# Steps for a factor e against the dimension of the subspace, for both laws, with their bounds.
name_ = 'random-subspace'
load 'style.gp'

set logscale xy
set xrange [0.9:18]
set yrange [1:100]
set xtics (1, 2, 4, 8, 16)
set ytics (1, 2, 5, 10, 20, 50, 100)
set xlabel both('dimension r of the subspace', 'dimension $r$ of the subspace')
set ylabel both('steps for a factor e', 'steps for a factor $e$')
set key bottom left
plot data_ index '[gauss]' using 'dimension':'bound' with lines linestyle 12 notitle, \
    data_ index '[haar]' using 'dimension':'bound' with lines linestyle 11 notitle, \
    data_ index '[gauss]' using 'dimension':'steps' with linespoints linestyle 2 dashtype 1 pointsize 0.8 title 'Gaussian', \
    data_ index '[haar]' using 'dimension':'steps' with linespoints linestyle 1 pointsize 0.7 title 'Haar', \
    for [h=1:hover_] data_ index '[gauss]' using 'dimension':'bound':(tip('dimension', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[haar]' using 'dimension':'bound':(tip('dimension', 'bound')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[gauss]' using 'dimension':'steps':(tip('dimension', 'steps')) with labels hypertext point linestyle 30 notitle, \
    for [h=1:hover_] data_ index '[haar]' using 'dimension':'steps':(tip('dimension', 'steps')) with labels hypertext point linestyle 30 notitle
