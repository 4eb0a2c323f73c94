package dev.graft.testsupport.memory;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A file system of files in memory, whose paths are written as those of the machine. */
final class MemoryFiles extends FileSystem {
    private static final byte[] FOLDER = {};

    private final MemoryProvider provider = new MemoryProvider(this);
    private final Map<Path, byte[]> contents = new ConcurrentHashMap<>();

    void put(Path file, byte[] content) {
        if (contents.put(file, content) == null) {
            for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
                contents.put(folder, FOLDER);
            }
        }
    }

    /** The content, and for a folder {@code null}. */
    byte[] content(Path path) throws NoSuchFileException {
        byte[] found = contents.get(path.toAbsolutePath().normalize());
        if (found == null) {
            throw new NoSuchFileException(path.toString());
        }
        return found == FOLDER ? null : found;
    }

    List<Path> entries(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return contents.keySet().stream()
                .filter(path -> whole.equals(path.getParent()))
                .sorted()
                .toList();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Path getPath(String first, String... more) {
        return new MemoryPath(this, Path.of(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(pattern);
        return path -> matcher.matches(MemoryPath.names(path));
    }

    @Override
    public void close() {
        contents.clear();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
