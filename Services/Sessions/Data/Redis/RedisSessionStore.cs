using System.Globalization;
using System.Reflection;
using DbPerService.Redis;
using DbPerService.Sessions.Domain;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace DbPerService.Sessions.Data.Redis;

/// <summary>Sessions in Redis, which ends them by itself. Each step is one script.</summary>
sealed class RedisSessionStore(RedisConnection redis, IOptions<SessionsOptions> options) : ISessionStore
{
    static readonly Assembly Here = typeof(RedisSessionStore).Assembly;
    static readonly string Common = RedisScripts.Read(Here, "session.lua");
    static readonly string Create = Script("create.lua");
    static readonly string Find = Script("find.lua");
    static readonly string Resolve = Script("resolve.lua");
    static readonly string Delete = Script("delete.lua");
    static readonly string SetBasket = Script("basket.lua");
    static readonly string Freeze = Script("freeze.lua");
    static readonly string Thaw = Script("thaw.lua");
    static readonly string RecordOrder = Script("record-order.lua");

    readonly string _sessions = redis.Keys.Of("session:").ToString();
    readonly string _tokens = redis.Keys.Of("token:").ToString();

    long IdleTimeout => (long)options.Value.IdleTimeout.TotalMilliseconds;

    public async Task<Session> CreateAsync(
        Guid id, byte[] tokenHash, string userId, SessionRole role, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(tokenHash);
        var state = await redis.RunAsync(
            Create, [KeyOf(id), _tokens + hash],
            [id.ToString(), hash, userId, role.ToString(), IdleTimeout, (long)options.Value.MaxAge.TotalMilliseconds], cancellationToken);
        return Read(id, state) ?? throw new InvalidOperationException($"Session {id} expired while it was created.");
    }

    public async Task<Session?> FindAsync(Guid id, string userId, CancellationToken cancellationToken) =>
        Read(id, await redis.RunAsync(Find, [KeyOf(id)], [_tokens, userId, IdleTimeout], cancellationToken));

    public async Task<Session?> ResolveAsync(byte[] tokenHash, CancellationToken cancellationToken)
    {
        var found = await redis.RunAsync(
            Resolve, [_tokens + Convert.ToHexStringLower(tokenHash)], [_sessions, _tokens, IdleTimeout], cancellationToken);
        return found.IsNull ? null : Read(GuidOf((string?)found[0])!.Value, found[1]);
    }

    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => redis.RunAsync(Delete, [KeyOf(id)], [_tokens], cancellationToken);

    public async Task<(BasketOutcome Outcome, Session Session)?> SetBasketAsync(
        Guid id, string? currency, IReadOnlyList<BasketLine> lines, long? version, CancellationToken cancellationToken)
    {
        var found = await redis.RunAsync(
            SetBasket, [KeyOf(id)], [currency ?? "", BasketText.Write(lines), Text(version)], cancellationToken);
        if (found.IsNull || Read(id, found[1]) is not { } session)
        {
            return null;
        }

        return ((int)found[0] == 1 ? BasketOutcome.Set : session.Checkout.IsFrozen ? BasketOutcome.Frozen : BasketOutcome.OtherVersion, session);
    }

    public async Task<Session?> FreezeAsync(Guid id, Guid newKey, long version, CancellationToken cancellationToken) =>
        Read(id, await redis.RunAsync(Freeze, [KeyOf(id)], [newKey.ToString(), version], cancellationToken));

    public Task ThawAsync(Guid id, Guid key, long version, CancellationToken cancellationToken) =>
        redis.RunAsync(Thaw, [KeyOf(id)], [key.ToString(), version], cancellationToken);

    public Task RecordOrderAsync(Guid id, Guid key, Guid orderId, long? orderedVersion, CancellationToken cancellationToken) =>
        redis.RunAsync(RecordOrder, [KeyOf(id)], [key.ToString(), orderId.ToString(), Text(orderedVersion)], cancellationToken);

    RedisKey KeyOf(Guid id) => _sessions + id;

    static string Script(string file) => Common + RedisScripts.Read(Here, file);

    static string Text(long? version) => version?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Reads what session.lua returns, in the order of its fields.</summary>
    static Session? Read(Guid id, RedisResult state)
    {
        if (state.IsNull)
        {
            return null;
        }

        var fields = (string?[])state[1]!;
        return new(
            id,
            fields[0]!,
            Enum.Parse<SessionRole>(fields[1]!),
            Time(fields[2]!),
            Time((string)state[0]!),
            new Basket(Number(fields[3])!.Value, fields[4], BasketText.Read(fields[5]!)),
            new Checkout(GuidOf(fields[6]), fields[7] == "1", GuidOf(fields[8]), Number(fields[9])));
    }

    static DateTime Time(string milliseconds) => DateTime.UnixEpoch.AddMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));

    static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    static Guid? GuidOf(string? text) => text is null ? null : Guid.Parse(text, CultureInfo.InvariantCulture);
}
