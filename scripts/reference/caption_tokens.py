"""Writes the words that the official caption evaluation makes of captions, which CaptionTokensTest compares with.

The captions are the first column of the file, which is written anew: caption, tab, words.

    python scripts/reference/caption_tokens.py stanford-corenlp-3.4.1.jar \
        eval/src/test/resources/dev/graft/eval/caption/tokens.tsv

Made with edu.stanford.nlp:stanford-corenlp:3.4.1 of Maven Central, and the list of punctuation of pycocoevalcap.
"""

import subprocess
import sys
import tempfile

PUNCTUATION = "'' ' `` ` -LRB- -RRB- -LCB- -RCB- . ? ! , : - -- ... ;".split()


def main(jar, table):
    with open(table, encoding="utf-8") as lines:
        captions = [line.rstrip("\n").split("\t")[0] for line in lines]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as text:
        text.write("\n".join(captions) + "\n")
        text.flush()
        tokenizer = "edu.stanford.nlp.process.PTBTokenizer"
        command = ["java", "-Dfile.encoding=UTF-8", "-cp", jar, tokenizer, "-preserveLines", "-lowerCase", text.name]
        output = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    with open(table, "w", encoding="utf-8") as lines:
        for caption, words in zip(captions, output.splitlines(), strict=True):
            lines.write(caption + "\t" + " ".join(w for w in words.split() if w not in PUNCTUATION) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
