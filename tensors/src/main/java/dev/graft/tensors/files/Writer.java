package dev.graft.tensors.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that writes a temporary, as the temporary's name tells it: so that what a killed process left is known
 * from what a living one is writing, whatever the clocks say.
 *
 * @param machine tells apart machines, their boots, and containers with processes of their own
 * @param pid number of the process there
 * @param start when it began, in seconds since 1970; 0 where the system does not tell
 */
record Writer(String machine, long pid, long start) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{12})-([0-9a-f]{1,16})-([0-9a-f]{1,16})");

    /** A process's start as the system tells it differs a little each time, since its clock is set meanwhile. */
    private static final Duration JITTER = Duration.ofSeconds(10);

    private static final int MACHINE_DIGITS = 12;

    private static final Writer THIS = of(machineHere(), ProcessHandle.current());

    /** This process. */
    static Writer current() {
        return THIS;
    }

    /** The writer that a part of a name tells; empty if it tells none. */
    static Optional<Writer> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Writer(
                        form.group(1),
                        Long.parseUnsignedLong(form.group(2), 16),
                        Long.parseUnsignedLong(form.group(3), 16)))
                : Optional.empty();
    }

    /** Whether it ran where this process runs, so that {@link #lives} can be told. */
    boolean isHere() {
        return machine.equals(THIS.machine);
    }

    /** Whether the process still runs, here. */
    boolean lives() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent()
                && process.get().isAlive()
                && Math.abs(of(machine, process.get()).start - start) <= JITTER.toSeconds();
    }

    private static Writer of(String machine, ProcessHandle process) {
        long start = process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
        return new Writer(machine, process.pid(), start);
    }

    private static String machineHere() {
        String host = read("/proc/sys/kernel/hostname").orElseGet(Writer::hostName);
        String boot = read("/proc/sys/kernel/random/boot_id").orElse("");
        return FileHash.ofText(host + '\n' + boot + '\n' + processNamespace()).substring(0, MACHINE_DIGITS);
    }

    private static Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static String processNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return "";
        }
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return machine + '-' + Long.toHexString(pid) + '-' + Long.toHexString(start);
    }
}
