package dev.graft.models.export.template;

/** Questions whose images do not all stand in front of the words, which prompt formats write in ways of their own. */
enum ImagesAmongWords {
    /** One image behind words; most formats put it in front. */
    ONE("an image behind words"),

    /** Several images, with words before one of them; most formats leave them in their places. */
    SEVERAL("images among words");

    private final String description;

    ImagesAmongWords(String description) {
        this.description = description;
    }

    @Override
    public String toString() {
        return description;
    }
}
