package dev.graft.models.data.composed;

import dev.graft.models.data.Sample;
import dev.graft.models.data.SampleReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads as another reader does; what is to be otherwise is overridden. */
public class ForwardingReader implements SampleReader {
    private final SampleReader samples;

    public ForwardingReader(SampleReader samples) {
        this.samples = samples;
    }

    @Override
    public boolean hasNext() {
        return samples.hasNext();
    }

    @Override
    public Sample next() {
        return samples.next();
    }

    @Override
    public Optional<String> place() {
        return samples.place();
    }

    @Override
    public Map<String, Long> unused() {
        return samples.unused();
    }

    @Override
    public Set<String> parts() {
        return samples.parts();
    }

    @Override
    public boolean videos() {
        return samples.videos();
    }

    @Override
    public String source() {
        return samples.source();
    }

    @Override
    public void close() {
        samples.close();
    }
}
