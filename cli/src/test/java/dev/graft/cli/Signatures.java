package dev.graft.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a user of a package sees: its public types, and the types that their signatures name. */
final class Signatures {
    private final Set<Class<?>> named = new LinkedHashSet<>();

    private Signatures() {}

    /** The public types of a package, nested ones in public ones included. */
    static List<Class<?>> publicTypes(ModuleReference module, String packageName) {
        String folder = packageName.replace('.', '/') + "/";
        try (ModuleReader reader = module.open();
                Stream<String> files = reader.list()) {
            return files.filter(file -> file.startsWith(folder) && file.endsWith(".class"))
                    .filter(file -> file.indexOf('/', folder.length()) < 0 && !file.endsWith("package-info.class"))
                    .sorted()
                    .<Class<?>>map(file -> load(file.substring(0, file.length() - 6)))
                    .filter(Signatures::isVisible)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.replace('/', '.'), false, Signatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** Whether a type may be named by other packages. */
    static boolean isVisible(Class<?> type) {
        return shown(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()))
                && !type.isAnonymousClass();
    }

    private static boolean shown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** The types that the signatures of a type name, as far as a user of it sees them. */
    static Set<Class<?>> namedBy(Class<?> type) {
        Signatures signatures = new Signatures();
        signatures.add(type.getGenericSuperclass());
        signatures.add(type.getGenericInterfaces());
        signatures.add(type.getTypeParameters());
        Stream.of(type.getDeclaredFields())
                .filter(field -> shown(field.getModifiers()))
                .map(Field::getGenericType)
                .forEach(signatures::add);
        Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
                .filter(member -> shown(member.getModifiers()) && !member.isSynthetic())
                .forEach(signatures::add);
        return signatures.named;
    }

    private void add(Executable member) {
        add(member.getTypeParameters());
        add(member.getGenericParameterTypes());
        add(member.getGenericExceptionTypes());
        add(member.getAnnotatedReturnType().getType());
    }

    private void add(Type... types) {
        for (Type type : types) {
            if (type instanceof Class<?> simple) {
                named.add(innermost(simple));
            } else if (type instanceof ParameterizedType generic) {
                add(generic.getRawType());
                add(generic.getActualTypeArguments());
            } else if (type instanceof GenericArrayType array) {
                add(array.getGenericComponentType());
            } else if (type instanceof WildcardType wildcard) {
                add(wildcard.getUpperBounds());
                add(wildcard.getLowerBounds());
            } else if (type instanceof TypeVariable<?> variable) {
                addBounds(variable);
            }
        }
    }

    /** A bound may name its own variable, as in {@code T extends Comparable<T>}. */
    private void addBounds(TypeVariable<?> variable) {
        for (Type bound : variable.getBounds()) {
            if (bound instanceof Class<?> simple) {
                named.add(simple);
            } else if (bound instanceof ParameterizedType generic) {
                named.add((Class<?>) generic.getRawType());
            }
        }
    }

    private static Class<?> innermost(Class<?> type) {
        return type.isArray() ? innermost(type.getComponentType()) : type;
    }
}
