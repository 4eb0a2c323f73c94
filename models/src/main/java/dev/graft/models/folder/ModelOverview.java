package dev.graft.models.folder;

import dev.graft.adapters.Adapter;
import dev.graft.tensors.Tensor;

/** What the {@code README.md} of every model folder begins with: what it is and how it is used. */
public record ModelOverview(String folder, VisionLanguageDescription description) {
    private static final String ADAPTER = """
            A frozen vision encoder and a frozen language model, connected by a trained adapter, for Graft. This folder
            holds the adapter""";

    private static final String VISION_NETWORK = """
            A vision network that was trained through a frozen language model, for Graft. This folder holds the network and
            how pictures are prepared for it""";

    /** With two headings: the folder's name, and Use. */
    public String toMarkdown() {
        return head() + "\n" + use();
    }

    private String head() {
        Adapter adapter = description.network();
        long parameters = adapter.parameterShapes().values().stream()
                .mapToLong(Tensor::elementCount)
                .sum();
        int vectors = description.featureTokens();
        boolean pixels = description.seesPixels();
        return """
                # %s

                %s (`%s`, %,d parameters); %s.

                | part | what | SHA-256 |
                |---|---|---|
                %s| adapter | %s, %d visual tokens of width %d for an image, from the `%s` features: %s of width %d | |
                """.formatted(
                        folder,
                        pixels ? VISION_NETWORK : ADAPTER,
                        ModelFolder.WEIGHTS,
                        parameters,
                        pixels ? "the language model is needed besides" : "the backbones are needed besides",
                        row(pixels ? "preparation of pictures" : "vision encoder", description.vision())
                                + row("language model", description.language()),
                        description.adapter().kind(),
                        adapter.visualTokens(vectors),
                        description.language().width(),
                        description.features(),
                        vectors == 1 ? "one vector" : vectors + " vectors",
                        description.vision().width());
    }

    private static String row(String part, BackboneReference backbone) {
        return "| " + part + " | `" + backbone.id() + "` | `" + backbone.sha256() + "` |\n";
    }

    private String use() {
        return """
                ## Use

                ```bash
                graft ask %1$s photo.png "what is in the picture?"
                ```

                ```java
                try (VisionLanguageModel model = VisionLanguageModel.load(Path.of("%1$s"))) {
                    System.out.println(model.ask(Path.of("photo.png"), "what is in the picture?"));
                }
                ```

                The backbones are looked for where `%2$s` says, and others than these are refused. `--vision` and
                `--language` name other places.
                """.formatted(folder, ModelFolder.CONFIG);
    }
}
