package io.podhelpers.runtime;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/// A command's options as picocli's model, from a list beside its class instead of from its annotations.
///
/// The annotations stay the one declaration: the list is made of them when a helper is laid out ([OptionListWriter]),
/// and without one they are read. They are what a start of picocli costs most: each kind of annotation is a proxy,
/// whose
/// class the JVM makes anew in every process, as no AOT cache holds it.
final class OptionList {
    private static final Class<?>[] PRIMITIVES = {boolean.class, int.class, long.class, double.class};

    private final DataInputStream in;
    private final List<Object> owners = new ArrayList<>();

    private OptionList(DataInputStream in) {
        this.in = in;
    }

    /// The name of the list beside a command's class.
    static String resource(Class<?> command) {
        return command.getSimpleName() + ".options";
    }

    /// The model of a command.
    static CommandSpec specOf(Object command) {
        try (InputStream list = command.getClass().getResourceAsStream(resource(command.getClass()))) {
            return list == null ? CommandSpec.forAnnotatedObject(command) : read(list, command);
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("the list of options is not of this " + command.getClass(), e);
        }
    }

    static CommandSpec read(InputStream list, Object command) throws IOException, ReflectiveOperationException {
        return new OptionList(new DataInputStream(new BufferedInputStream(list))).spec(command);
    }

    private CommandSpec spec(Object command) throws IOException, ReflectiveOperationException {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command);
        spec.usageMessage().description(texts());
        spec.usageMessage().sortOptions(in.readBoolean());
        owners.add(command);
        for (int mixins = in.readInt(); mixins > 0; mixins--) {
            owners.add(mixin(owner(), in.readUTF()));
        }
        for (int fields = in.readInt(); fields > 0; fields--) {
            Object owner = owner();
            field(owner, in.readUTF()).set(owner, spec);
        }
        for (int methods = in.readInt(); methods > 0; methods--) {
            Object owner = owner();
            Method method = owner.getClass().getDeclaredMethod(in.readUTF(), CommandSpec.class);
            method.setAccessible(true);
            method.invoke(owner, spec);
        }
        for (int options = in.readInt(); options > 0; options--) {
            spec.addOption(option());
        }
        return spec;
    }

    private Object owner() throws IOException {
        return owners.get(in.readInt());
    }

    private static Object mixin(Object owner, String name) throws ReflectiveOperationException {
        VarHandle field = field(owner, name);
        Object there = field.get(owner);
        if (there != null) {
            return there;
        }
        Object made = made(field.varType());
        field.set(owner, made);
        return made;
    }

    private OptionSpec option() throws IOException, ReflectiveOperationException {
        Object owner = owner();
        VarHandle field = field(owner, in.readUTF());
        OptionSpec.Builder option = OptionSpec.builder(texts())
                .type(field.varType())
                .auxiliaryTypes(types())
                .arity(in.readUTF())
                .paramLabel(in.readUTF())
                .description(texts())
                .descriptionKey("")
                .converters(converters())
                .splitRegex(in.readUTF())
                .required(in.readBoolean())
                .hidden(in.readBoolean())
                .usageHelp(in.readBoolean())
                .versionHelp(in.readBoolean())
                .order(in.readInt())
                .defaultValue(optional())
                .fallbackValue(optional())
                .getter(getter(field, owner))
                .setter(setter(field, owner));
        return (in.readBoolean() ? option.initialValue(value(field, owner)) : option.hasInitialValue(false)).build();
    }

    private static IGetter getter(VarHandle field, Object owner) {
        return new IGetter() {
            @Override
            @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli declares it
            public <T> T get() {
                return (T) value(field, owner);
            }
        };
    }

    private static ISetter setter(VarHandle field, Object owner) {
        return new ISetter() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> T set(T value) {
                T before = (T) value(field, owner);
                put(field, owner, value);
                return before;
            }
        };
    }

    // by the field's own type, as what converts it is made anew in each process

    private static Object value(VarHandle field, Object owner) {
        Class<?> type = field.varType();
        if (type == boolean.class) {
            return (boolean) field.get(owner);
        }
        if (type == int.class) {
            return (int) field.get(owner);
        }
        if (type == long.class) {
            return (long) field.get(owner);
        }
        return type == double.class ? (Object) (double) field.get(owner) : field.get(owner);
    }

    private static void put(VarHandle field, Object owner, Object value) {
        Class<?> type = field.varType();
        if (type == boolean.class) {
            field.set(owner, (boolean) value);
        } else if (type == int.class) {
            field.set(owner, (int) value);
        } else if (type == long.class) {
            field.set(owner, (long) value);
        } else if (type == double.class) {
            field.set(owner, (double) value);
        } else {
            field.set(owner, value);
        }
    }

    private static VarHandle field(Object owner, String name) throws ReflectiveOperationException {
        Class<?> type = owner.getClass();
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                .unreflectVarHandle(type.getDeclaredField(name));
    }

    private static Object made(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private ITypeConverter<?>[] converters() throws IOException, ReflectiveOperationException {
        String[] names = texts();
        ITypeConverter<?>[] converters = new ITypeConverter<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            converters[i] = (ITypeConverter<?>) made(type(names[i]));
        }
        return converters;
    }

    private Class<?>[] types() throws IOException, ReflectiveOperationException {
        String[] names = texts();
        Class<?>[] types = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) {
            types[i] = type(names[i]);
        }
        return types;
    }

    private static Class<?> type(String name) throws ReflectiveOperationException {
        for (Class<?> primitive : PRIMITIVES) {
            if (primitive.getName().equals(name)) {
                return primitive;
            }
        }
        return Class.forName(name);
    }

    private String[] texts() throws IOException {
        String[] texts = new String[in.readInt()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = in.readUTF();
        }
        return texts;
    }

    private @Nullable String optional() throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }
}
