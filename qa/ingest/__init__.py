"""Files in, documents and passages out.

    find_files ─► SourceFile ─► iter_documents / load_file ─► Document ─► make_passages ─► Passage

Each format has its reader (`plain`, `rows`, `webpage`, `pdf`, `word`); `decode` turns bytes into
text, `titles` and `dates` read a story's head, `layout` its paragraphs, `sentences` its sentences.
The libraries behind a format are imported when the first such file is read.
"""
