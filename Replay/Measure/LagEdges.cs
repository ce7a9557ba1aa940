using DbPerService.Replay.Target;

namespace DbPerService.Replay.Measure;

readonly record struct Edge(string Source, string Target, string Type);

/// <summary>What every edge applied and how late, between the first and the last sample of each service.</summary>
sealed class LagEdges
{
    static readonly SyncSubscription Nothing = new() { Source = "", Type = "" };

    readonly Lock _gate = new();
    readonly Dictionary<string, SyncState> _last = new(StringComparer.Ordinal);
    readonly Dictionary<Edge, LagBuckets> _edges = [];

    public void Take(SyncState now)
    {
        lock (_gate)
        {
            var isFirst = !_last.TryGetValue(now.Service, out var before);
            _last[now.Service] = now;
            if (isFirst)
            {
                return;
            }

            // Restarted: its totals began again at zero.
            var known = before!.StartedAt == now.StartedAt ? before.Subscriptions.ToDictionary(x => (x.Source, x.Type)) : [];
            foreach (var subscription in now.Subscriptions)
            {
                var edge = new Edge(subscription.Source.TrimStart('/'), now.Service, subscription.Type);
                if (!_edges.TryGetValue(edge, out var histogram))
                {
                    _edges[edge] = histogram = new LagBuckets();
                }

                var past = known.GetValueOrDefault((subscription.Source, subscription.Type), Nothing);
                histogram.Add(subscription.Buckets, past.Buckets, subscription.Lag?.Max);
            }
        }
    }

    public IReadOnlyList<(Edge Edge, Quantiles Lag)> Read()
    {
        lock (_gate)
        {
            return
            [
                .. from edge in _edges
                   let lag = edge.Value.Read()
                   where lag is not null
                   orderby edge.Key.Source, edge.Key.Target, edge.Key.Type
                   select (edge.Key, lag)
            ];
        }
    }
}
