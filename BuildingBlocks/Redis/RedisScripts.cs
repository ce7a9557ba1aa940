using System.Reflection;

namespace DbPerService.Redis;

/// <summary>Lua sources, from embedded resources.</summary>
public static class RedisScripts
{
    internal static string Probe { get; } = Read(typeof(RedisScripts).Assembly, "probe.lua");

    /// <summary>Reads the resource whose name ends in <paramref name="file"/>.</summary>
    public static string Read(Assembly assembly, string file)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith("." + file, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
