# What all figures share. A script sets `name_` (and `height_`, in inches, where 2.3 is not right), then loads this file:
# size and terminal, line styles, palettes, and how texts are written for the screen and for TeX.
#
#   gnuplot NAME.gp                          draws NAME.svg from NAME.dat
#   gnuplot -e "terminal_='pdf'" NAME.gp     or 'png', or 'cairolatex' (TeX and PDF)

if (!exists("terminal_")) terminal_ = 'svg'
tex_ = terminal_ eq 'cairolatex'
if (!exists("output_")) output_ = name_ . (tex_ ? '-tex.tex' : '.' . terminal_)
if (!exists("height_")) height_ = 2.3
# One column of a paper, in inches.
width_ = 3.4
data_ = name_ . '.dat'

# Eight points on paper in all of them: the Cairo terminals take a point for 4/3 of one, and SVG has 144 dots an inch.
if (terminal_ eq 'svg') set terminal svg enhanced size 144*width_, 144*height_ font 'Helvetica,16' linewidth 2 dashlength 0.7 background 'white'
if (terminal_ eq 'png') set terminal pngcairo enhanced size 300*width_, 300*height_ font 'Helvetica,8' fontscale 3.125 pointscale 4.167 linewidth 4.167 dashlength 0.5
if (terminal_ eq 'pdf') set terminal pdfcairo enhanced size width_, height_ font 'Helvetica,8' fontscale 0.75 linewidth 2 dashlength 0.8
if (tex_) set terminal cairolatex pdf size width_, height_ font ',8' linewidth 2 dashlength 0.8
set output output_

set encoding utf8
set datafile missing '?'
set datafile columnheaders

# A text in the two ways of writing mathematics: enhanced text, and TeX.
both(plain, tex) = tex_ ? tex : plain
# Tic labels 10^n.
decades_ = tex_ ? '$10^{%T}$' : '10^{%T}'

# Curves 1 to 6: blue, vermilion, green, purple, black, sky blue (Wong's, safe for colour-blind readers). Dashes and points
# tell them apart without colour. Bounds are 11 to 16, dashed in the colour of their curve; 20 is a line of reference.
set style line 1 linecolor rgb '#0072b2' dashtype 1 linewidth 1.3 pointtype 7 pointsize 0.5
set style line 2 linecolor rgb '#d55e00' dashtype 2 linewidth 1.3 pointtype 5 pointsize 0.5
set style line 3 linecolor rgb '#009e73' dashtype 4 linewidth 1.3 pointtype 9 pointsize 0.6
set style line 4 linecolor rgb '#aa4499' dashtype 5 linewidth 1.3 pointtype 13 pointsize 0.6
set style line 5 linecolor rgb '#000000' dashtype 3 linewidth 1.3 pointtype 6 pointsize 0.5
set style line 6 linecolor rgb '#56b4e9' dashtype 1 linewidth 1.8 pointtype 4 pointsize 0.5
set style line 11 linecolor rgb '#0072b2' dashtype 2 linewidth 0.9 pointtype 6 pointsize 0.5
set style line 12 linecolor rgb '#d55e00' dashtype 2 linewidth 0.9 pointtype 4 pointsize 0.5
set style line 13 linecolor rgb '#009e73' dashtype 2 linewidth 0.9 pointtype 8 pointsize 0.6
set style line 14 linecolor rgb '#aa4499' dashtype 2 linewidth 0.9 pointtype 12 pointsize 0.6
set style line 15 linecolor rgb '#000000' dashtype 2 linewidth 0.9 pointtype 6 pointsize 0.5
set style line 16 linecolor rgb '#56b4e9' dashtype 2 linewidth 1.2 pointtype 4 pointsize 0.5
set style line 20 linecolor rgb '#808080' dashtype 3 linewidth 0.8

set border 3 linewidth 0.5
set tics nomirror scale 0.5
set grid ytics linetype 1 linecolor rgb '#d8d8d8' linewidth 0.4
# The SVG terminal takes lines to be half as far apart again as they are.
set key samplen 2 spacing (terminal_ eq 'svg' ? 0.75 : 1) Left reverse
set tmargin 0.8
set rmargin 1.5

# With hover_ = 1 an SVG picture shows values under the pointer:
#   plot ..., for [h=1:hover_] data_ using 'step':'loss':(tip('step', 'loss')) with labels hypertext point linestyle 30 notitle
if (!exists("hover_") || terminal_ ne 'svg') hover_ = 0
tip(x, y) = sprintf('%s %.6g, %s %.6g', x, column(x), y, column(y))
set style line 30 pointtype 7 pointsize 0.6 linecolor rgb '#ff000000'
# Narrow figures of two panels have their vertical label close to the numbers: `offset near_,0`. And keys of `n` letters are
# narrower than the SVG terminal thinks: `width slim_(n)`.
near_ = terminal_ eq 'svg' ? 2.5 : 1
slim_(n) = terminal_ eq 'svg' ? -0.22 * n : 0
# The letters of SVG are taller than gnuplot thinks: labels of axes move in.
if (terminal_ eq 'svg') {
    set xlabel offset 0, 0.5
    set ylabel offset 1, 0
}
