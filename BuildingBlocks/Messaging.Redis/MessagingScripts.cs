namespace DbPerService.Messaging.Redis;

/// <summary>The Lua sources of messaging.</summary>
static class MessagingScripts
{
    public static string Unit { get; } = Read("unit.lua");

    public static string LookUp { get; } = Read("look-up.lua");

    public static string Discard { get; } = Read("discard.lua");

    public static string RedriveFailed { get; } = Read("redrive-failed.lua");

    public static string Keep { get; } = Read("keep.lua");

    public static string Release { get; } = Read("release.lua");

    static string Read(string file) => RedisScripts.Read(typeof(MessagingScripts).Assembly, file);
}
