package dev.graft.world.texts;

/** What a text about a scene may leave out. Shapes and colours are always told. */
enum Fact {
    SIZE,
    PLACE
}
