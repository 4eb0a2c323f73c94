package dev.graft.models.folder;

import dev.graft.tensors.files.FileHash;

/** What a person reads of a model that was imported. */
final class ImportCard {
    private ImportCard() {}

    /** The text, in Markdown. */
    static String of(AdapterImport found, String name) {
        return new ModelOverview(name, found.description()).toMarkdown()
                + """

                ## Origin

                Imported by Graft from `%s` (SHA-256 `%s`), whose weights have the names of `%s`; %d other tensors in it were
                not taken. It has not been evaluated here: `graft eval %s --data DATA`.

                ## Licences

                The adapter and the backbones have licences of their own, which this file does not know.
                """.formatted(
                                found.source().getFileName(),
                                FileHash.sha256(found.source()),
                                found.names(),
                                found.notTaken().size(),
                                name);
    }
}
