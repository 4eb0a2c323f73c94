package dev.graft.backbones.decoding;

import dev.graft.backbones.decoder.TextRun;
import dev.graft.backbones.generation.RunningBatch;
import dev.graft.graph.runtime.OpenParts;
import dev.graft.tensors.InvalidInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * A batch in lanes: those texts stand in one that can be read together, mostly all. Of requests that came at once and cannot, those of one
 * lane wait until the others have ended, so that their caches do not take memory at the same time.
 */
final class DecodingBatch implements RunningBatch {
    private final Reader reader;
    private final List<Lane> lanes = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    DecodingBatch(Reader reader) {
        this.reader = reader;
    }

    /** Requests whose prompts were not read yet. */
    private record Waiting(Supplier<TextRun> run, List<Joined> requests) {}

    @Override
    public List<Entry> join(List<Request> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<Joined> joined = new ArrayList<>();
        List<Reader.Pending> pending = new ArrayList<>();
        for (Request request : requests) {
            Reading reading = reading(request);
            int beams = request.options().beams().count();
            joined.add(new Joined(
                    beams > 1
                            ? new BeamSearch(reading, request.number(), request.listener())
                            : new Writing(reading, request.number(), request.listener())));
            int rows = Math.max(beams, request.options().answers());
            pending.add(new Reader.Pending(request.prompt(), rows, reading.most()));
        }
        List<Reader.Started> started = reader.start(pending);
        for (Reader.Started each : started) {
            waiting.add(new Waiting(
                    each.run(), each.places().stream().map(joined::get).toList()));
        }
        if (started.size() == 1 || lanes.isEmpty()) {
            begin(started.size() == 1 ? waiting.removeLast() : waiting.removeFirst());
        }
        return List.copyOf(joined);
    }

    private Reading reading(Request request) {
        long[] ids = reader.decoderIds(request.prompt());
        Reading reading = new Reading(
                ids,
                reader.encoderIds(request.prompt()),
                request.options(),
                reader.ends(),
                request.end(),
                reader.room(request.prompt()));
        if (reading.most() <= 0) {
            throw new InvalidInputException(
                    "the prompt takes " + ids.length + " tokens, and prompt and answer may have "
                            + request.options().maxLength().orElse(0)
                            + " together; allow more, or say how many the answer may have");
        }
        return reading;
    }

    /** A lane that comes later joins the first that can take it. */
    private void begin(Waiting first) {
        if (first.requests().stream().allMatch(each -> each.hasLeft)) {
            return;
        }
        Lane added = new Lane(
                first.run().get(),
                first.requests().stream().map(each -> each.search).toList());
        first.requests().stream().filter(each -> each.hasLeft).forEach(each -> added.remove(each.search));
        for (Lane lane : lanes) {
            int most = Math.max(lane.remaining(), added.remaining());
            if (reader.canJoin(lane.run(), added.run(), most)) {
                lane.settle();
                lane.take(added, reader.join(lane.run(), added.run()));
                return;
            }
        }
        lanes.add(added);
    }

    @Override
    public boolean step() {
        lanes.forEach(Lane::step);
        dropEmpty();
        while (lanes.isEmpty() && !waiting.isEmpty()) {
            begin(waiting.removeFirst());
        }
        return !lanes.isEmpty();
    }

    private void dropEmpty() {
        lanes.stream().filter(Lane::isEmpty).forEach(Lane::close);
        lanes.removeIf(Lane::isEmpty);
    }

    /** A request of this batch. */
    private final class Joined implements Entry {
        private final Search search;
        private boolean hasLeft;

        Joined(Search search) {
            this.search = search;
        }

        @Override
        public boolean isDone() {
            return lanes.stream().noneMatch(lane -> lane.has(search))
                    && waiting.stream().noneMatch(each -> each.requests().contains(this));
        }

        @Override
        public List<long[]> texts() {
            return search.texts();
        }

        @Override
        public void leave() {
            hasLeft = true;
            lanes.forEach(lane -> lane.remove(search));
            dropEmpty();
        }
    }

    @Override
    public void close() {
        try (OpenParts open = new OpenParts()) {
            lanes.forEach(open::add);
        }
        lanes.clear();
        waiting.clear();
    }
}
