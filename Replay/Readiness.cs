using DbPerService.Contracts;
using DbPerService.Replay.Load;
using DbPerService.Replay.Target;

namespace DbPerService.Replay;

static class Readiness
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until every service responds and no earlier order is in progress: moving stock cannot be counted.</summary>
    public static async Task AwaitAsync(ServiceClient client, bool checkout, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        SystemService[] needed =
        [
            SystemMap.Orders, SystemMap.Payments, SystemMap.Inventory,
            .. checkout ? new[] { SystemMap.Users, SystemMap.Products, SystemMap.Sessions, SystemMap.Gateway } : [],
        ];
        if (needed.Except(client.Services).FirstOrDefault() is { } missing)
        {
            throw new NoAnswerException($"the system has no service {missing.Name}");
        }

        foreach (var service in client.Services.Where(service => service.HasEvents))
        {
            await client.SyncAsync(service.Name, cancellation);
        }

        var start = clock.GetTimestamp();
        while (await OldestOpenAsync(client, cancellation) is { } oldest)
        {
            if (clock.GetElapsedTime(start) > patience)
            {
                throw new NoAnswerException($"order {oldest.Id}, placed before this run, is not finished");
            }

            await Task.Delay(Tick, clock, cancellation);
        }
    }

    static async Task<OrderHead?> OldestOpenAsync(ServiceClient client, CancellationToken cancellation)
    {
        var page = await client.GetAsync(SystemMap.Orders.Name, "/orders?open=true&limit=1", TargetJson.Default.ResponsePageOrderHead, cancellation);
        return page is { Items: [var oldest, ..] } ? oldest : null;
    }
}
