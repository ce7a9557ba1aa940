using System.Reflection;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>Lua sources, from embedded resources.</summary>
public static class RedisScripts
{
    internal static string Unit { get; } = Own("unit.lua");

    internal static string LookUp { get; } = Own("look-up.lua");

    internal static string Discard { get; } = Own("discard.lua");

    internal static string RedriveFailed { get; } = Own("redrive-failed.lua");

    internal static string Keep { get; } = Own("keep.lua");

    internal static string Release { get; } = Own("release.lua");

    internal static string Probe { get; } = Own("probe.lua");

    /// <summary>Reads the resource whose name ends in <paramref name="file"/>.</summary>
    public static string Read(Assembly assembly, string file)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith("." + file, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    static string Own(string file) => Read(typeof(RedisScripts).Assembly, file);
}
