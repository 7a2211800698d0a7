/// Texts that were looked at once and must not change unnoticed.
enum Golden {
    static let data = #"""
        # partita: 1.0.0
        # claim: masked-gd
        # trained: 2 of 3 coordinates
        # columns: step observed bound
        # [run]
        step observed bound
        0 1 1
        1 0.1 ?
        2 -0 ?


        # [empty]
        step observed bound


        # [short]
        step observed bound
        3 ? ?
        4 1e-320 1e+300

        """#

    static let script = #"""
        # Draw:  gnuplot THIS.gp                        writes an SVG picture beside the data
        #        gnuplot -e "terminal_='png'" THIS.gp   or 'pdf', or 'cairolatex' (TeX and PDF)
        if (!exists("terminal_")) terminal_ = 'svg'
        tex_ = terminal_ eq 'cairolatex'
        if (!exists("output_")) output_ = 'typical-1' . (tex_ ? '-tex.tex' : '.' . terminal_)

        # Sizes in inches: one column of a paper. The SVG terminal sets lines further apart.
        width_ = 3.4
        line_ = terminal_ eq 'svg' ? 0.168 : 0.114
        bottom_ = 0.28 + line_
        top_ = 0.22 + 2*line_
        height_ = top_ + 2.2 + bottom_
        if (terminal_ eq 'svg') set terminal svg enhanced size 144*width_, 144*height_ font 'Helvetica,16' linewidth 2 dashlength 0.7 background 'white'
        if (terminal_ eq 'png') set terminal pngcairo enhanced size 300*width_, 300*height_ font 'Helvetica,8' fontscale 3.125 linewidth 4 dashlength 0.5
        if (terminal_ eq 'pdf') set terminal pdfcairo enhanced size width_, height_ font 'Helvetica,8' fontscale 0.75 linewidth 1 dashlength 0.5
        if (tex_) set terminal cairolatex pdf size width_, height_ font ',8' linewidth 1 dashlength 0.5
        set output output_

        set encoding utf8
        set datafile missing '?'
        set datafile columnheaders
        set colorsequence podo
        decades_ = tex_ ? '$10^{%T}$' : '10^{%T}'
        # With hover_ = 1 an SVG picture shows values under the pointer.
        if (!exists("hover_") || terminal_ ne 'svg') hover_ = 0
        set style line 4 pointtype 7 pointsize 0.6 linecolor rgb '#ff000000'

        # Styles: observed blue..., bounds dashed or dotted, bands filled.
        set style line 1 linetype 1 dashtype 2 linewidth 1 pointtype 2 pointsize 0.6
        set style line 2 linetype 1 dashtype 3 linewidth 1 pointtype 1 pointsize 0.6
        set style line 3 linetype 1
        set style line 11 linetype 6 dashtype 1 linewidth 1.3 pointtype 7 pointsize 0.5
        set style line 12 linetype 1 dashtype 2 linewidth 1 pointtype 2 pointsize 0.6

        set multiplot
        # Title and key, over the whole width.
        set label 1 'masked\_gd' at screen 0.5, screen 1 - (0.05 + line_/2)/height_ center
        set margins at screen 0, screen 1, screen 0.1, screen 0.9
        unset border
        unset tics
        set xrange [0:1]
        set yrange [0:1]
        set key at screen 0.5, screen 1 - (0.08 + 1*line_)/height_ center top vertical Left reverse maxrows 1 samplen 1.8 spacing 1
        plot NaN notitle, \
            keyentry with linespoints linestyle 11 title 'observed', \
            keyentry with lines linestyle 12 title 'bound'
        unset label 1
        unset key
        set border 3 linewidth 0.5
        set xtics nomirror scale 0.5
        set ytics nomirror scale 0.5
        set grid ytics linetype 1 linecolor rgb '#d8d8d8' linewidth 0.4
        set lmargin at screen 0.61/width_
        set rmargin at screen 1 - 0.2/width_

        # Observed and bound.
        set xrange [0:2]
        set logscale y
        set yrange [1e-2:1e1]
        set format y decades_
        set ytics autofreq
        set mytics default
        set ylabel 'excess'
        set tmargin at screen 1 - top_/height_
        set bmargin at screen (0.85 + bottom_)/height_
        set format x ''
        plot 'typical-1.dat' index '[run]' using 'step':'observed' with linespoints linestyle 11 notitle, \
            'typical-1.dat' index '[run]' using 'step':'bound' with lines linestyle 12 notitle, \
            for [h=1:hover_] 'typical-1.dat' index '[run]' using 'step':'observed':(sprintf('step %g, observed %.6g', column('step'), column('observed'))) with labels hypertext point linestyle 4 notitle, \
            for [h=1:hover_] 'typical-1.dat' index '[run]' using 'step':'bound':(sprintf('step %g, bound %.6g', column('step'), column('bound'))) with labels hypertext point linestyle 4 notitle

        # Observed over bound: above 1 the bound is violated.
        unset logscale y
        set yrange [0:1.2]
        set format y '%h'
        set ytics 0.5
        unset mytics
        set ylabel 'ratio'
        set tmargin at screen (0.75 + bottom_)/height_
        set bmargin at screen bottom_/height_
        set format x '%h'
        set xlabel 'step' offset 0, 0.3
        plot 1 with lines linestyle 1 notitle, \
            'typical-1.dat' index '[run]' using 'step':'ratio' with linespoints linestyle 11 notitle, \
            for [h=1:hover_] 'typical-1.dat' index '[run]' using 'step':'ratio':(sprintf('step %g, ratio %.6g', column('step'), column('ratio'))) with labels hypertext point linestyle 4 notitle
        unset multiplot
        unset output

        """#

    static let json = #"""
        {
          "claims" : [
            {
              "claim" : "masked-gd",
              "family" : "masking",
              "instances" : [
                {
                  "engine" : "moments",
                  "files" : [
                    "masked-gd/sharp-1.dat",
                    "masked-gd/sharp-1.gp"
                  ],
                  "hypotheses" : [
                    {
                      "holds" : true,
                      "left" : 0.1,
                      "right" : "inf",
                      "text" : "eta < 2/L | \"x\""
                    }
                  ],
                  "maxRatio" : 0.9999999999999999,
                  "maxRatioStep" : 3,
                  "name" : "sharp-1",
                  "quantities" : {
                    "L" : 5,
                    "low" : "-inf",
                    "mu" : 1e-320,
                    "zero" : -0
                  },
                  "relation" : "<=",
                  "role" : "sharp",
                  "seed" : 18446744073709551615,
                  "steps" : 40,
                  "trained" : "all 3 coordinates",
                  "verdict" : "holds"
                }
              ],
              "maxRatio" : 1,
              "minRatio" : 0.25,
              "status" : "validated",
              "verdict" : "holds"
            },
            {
              "claim" : "other",
              "family" : "depth",
              "instances" : [

              ],
              "maxRatio" : null,
              "minRatio" : null,
              "status" : "refuted",
              "verdict" : "violated"
            }
          ],
          "partita" : "1.0.0"
        }

        """#

    static let markdown = #"""
        # Partita 1.0.0

        | claim     | family  | status    | verdict  | max ratio | min ratio | instances |
        | --------- | ------- | --------- | -------- | --------: | --------: | --------: |
        | masked-gd | masking | validated | holds    |         1 |      0.25 |         1 |
        | other     | depth   | refuted   | violated |           |           |         0 |

        ## masked-gd

        | instance | role  | relation | verdict |          max ratio | at step | steps | engine  |                 seed | hypotheses                                    | quantities                                | trained           | files                                       |
        | -------- | ----- | -------- | ------- | -----------------: | ------: | ----: | ------- | -------------------: | --------------------------------------------- | ----------------------------------------- | ----------------- | ------------------------------------------- |
        | sharp-1  | sharp | <=       | holds   | 0.9999999999999999 |       3 |    40 | moments | 18446744073709551615 | eta < 2/L \| "x": holds (left 0.1, right inf) | L = 5, low = -inf, mu = 1e-320, zero = -0 | all 3 coordinates | masked-gd/sharp-1.dat, masked-gd/sharp-1.gp |

        """#
}
