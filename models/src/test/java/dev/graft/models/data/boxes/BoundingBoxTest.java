package dev.graft.models.data.boxes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundingBoxTest {
    @Test
    void allBoxesOfATextAreFoundInOrder() {
        assertEquals(
                List.of(new BoundingBox(0, 0, 1, 1), new BoundingBox(111 / 999.0, 0, 222 / 999.0, 333 / 999.0)),
                BoundingBox.findAll("<ref>all</ref><box>(0,0),(999,999)</box>, (a,b),(c,d) and (111,0),(222,333)"));
        assertEquals(
                List.of(new BoundingBox(0.1, 0.2, 0.3, 0.4), new BoundingBox(0, 0, 1, 1)),
                BoundingBox.findAll("<p>a</p> {<10><20><30><40>}<delim>{<0><0><100><100>}"));
        assertEquals(List.of(), BoundingBox.findAll("no box (1,2)"));
    }
}
