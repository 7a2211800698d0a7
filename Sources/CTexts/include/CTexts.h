/* Texts of the repository, built into the command so that it needs no files beside it: proof pages, the scripts of the
   paper figures, the style sheet of pages. */
#pragma once

struct partita_text {
    /* The path within the repository. */
    const char *path;
    /* UTF-8, ended by a zero byte; texts themselves have none. */
    const char *bytes;
};

/* All of them, by path; the last one has no path. */
const struct partita_text *partita_texts(void);
