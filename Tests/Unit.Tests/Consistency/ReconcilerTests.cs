using DbPerService.Consistency;

namespace DbPerService.Tests.Unit.Consistency;

public sealed class ReconcilerTests
{
    readonly Copy _copy = new();
    readonly Owner _owner = new();
    readonly ReconciliationOptions _options = new() { Grace = TimeSpan.Zero };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_equal_copy_is_compared_by_digests_alone()
    {
        Fill(1200);

        var run = await RunAsync();

        Assert.Equal(1200, run.Compared);
        Assert.Empty(run.Found);
        Assert.Equal(0, _owner.ItemsRead);
    }

    [Fact]
    public async Task Every_kind_of_difference_is_found_and_repaired()
    {
        Fill(1200);
        _copy.Entries["k0003"] = Item("k0003", 1, "by hand");
        _copy.Entries["k0500"] = Item("k0500", 0, "old");
        _copy.Entries["k0700"] = Item("k0700", 9, "name k0700");
        _copy.Entries.Remove("k1100");
        _copy.Entries["zzz"] = Item("zzz", 1, "nobody's");
        _copy.Entries["k0600x"] = Item("k0600x", 1, "nobody's");

        var run = await RunAsync();

        Assert.Equal(
            new Dictionary<string, int> { ["changed"] = 1, ["behind"] = 1, ["ahead"] = 1, ["missing"] = 1, ["unknown"] = 2 }, run.Found);
        Assert.Equal((6, 0), (run.Repaired, run.Kept));
        Assert.Equal(_owner.Entries.Keys, _copy.Entries.Keys);
        Assert.Empty((await RunAsync()).Found);
    }

    [Fact]
    public async Task A_difference_that_an_event_explains_in_the_meantime_is_left_alone()
    {
        Fill(10);
        _owner.Entries["k0001"] = Item("k0001", 2, "new");
        _copy.BeforeRead = reads =>
        {
            // The first look: digests, then entries. The event arrives before the second.
            if (reads == 3)
            {
                _copy.Entries["k0001"] = Item("k0001", 2, "new");
            }
        };

        var run = await RunAsync();

        Assert.Empty(run.Found);
        Assert.Equal(0, _copy.Repairs);
    }

    [Fact]
    public async Task A_key_that_moves_on_between_two_looks_is_not_repaired()
    {
        Fill(10);
        _copy.BeforeRead = reads => _copy.Entries["k0001"] = Item("k0001", 1 - reads, "moving");

        var run = await RunAsync();

        Assert.Empty(run.Found);
        Assert.Equal(0, _copy.Repairs);
    }

    [Fact]
    public async Task An_owner_that_has_lost_its_data_does_not_empty_the_copy()
    {
        Fill(100);
        _owner.Entries.Clear();

        var run = await RunAsync();

        Assert.Equal((0, 100), (run.Repaired, run.Kept));
        Assert.Equal(100, _copy.Entries.Count);
    }

    [Fact]
    public async Task An_empty_copy_is_filled()
    {
        Fill(1200);
        _copy.Entries.Clear();

        var run = await RunAsync();

        Assert.Equal(1200, run.Repaired);
        Assert.Equal(_owner.Entries.Keys, _copy.Entries.Keys);
    }

    [Fact]
    public async Task An_owner_that_is_unavailable_changes_nothing()
    {
        Fill(10);
        _copy.Entries.Remove("k0001");
        _owner.IsUnavailable = true;

        await Assert.ThrowsAsync<HttpRequestException>(RunAsync);

        Assert.Equal(9, _copy.Entries.Count);
    }

    [Fact]
    public void A_field_that_the_copy_does_not_keep_does_not_count()
    {
        var owned = CopyItem.Of("a", 1, ("name", "A"), ("email", "a@example.org"));
        var copied = CopyItem.Of("a", 1, ("name", "A"));

        Assert.Equal(CopyDigest.Hash(owned, ["name"]), CopyDigest.Hash(copied, ["name"]));
        Assert.NotEqual(CopyDigest.Hash(owned, ["email", "name"]), CopyDigest.Hash(copied, ["email", "name"]));
    }

    [Fact]
    public void Amounts_have_one_form() => Assert.Equal(["14", "14", "0.1", "0"], [
        CopyItem.Text(14m), CopyItem.Text(14.00m), CopyItem.Text(0.10m), CopyItem.Text(0.0m)]);

    void Fill(int count)
    {
        foreach (var key in Enumerable.Range(0, count).Select(i => $"k{i:D4}"))
        {
            _owner.Entries[key] = Item(key, 1, "name " + key);
            _copy.Entries[key] = Item(key, 1, "name " + key);
        }
    }

    Task<ReconciliationRun> RunAsync() => new Reconciler(_options, TimeProvider.System).RunAsync(_copy, _owner, Cancelled);

    static CopyItem Item(string key, long version, string name) => CopyItem.Of(key, version, ("name", name));

    class Source : ICopySource
    {
        public SortedDictionary<string, CopyItem> Entries { get; } = new(StringComparer.Ordinal);

        public virtual Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CopyItem>>(
            [
                .. Entries.Values
                    .Where(item => string.CompareOrdinal(item.Key, range.After) > 0
                        && (range.To is null || string.CompareOrdinal(item.Key, range.To) <= 0))
                    .Take(limit),
            ]);
    }

    sealed class Owner : Source, ICopyOwner
    {
        readonly Source _inside = new();

        public bool IsUnavailable { get; set; }

        public int ItemsRead { get; private set; }

        public override async Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken)
        {
            var items = await base.ReadAsync(range, limit, cancellationToken);
            ItemsRead += items.Count;
            return items;
        }

        public async Task<DigestPage> DigestsAsync(string after, IReadOnlyList<string> fields, CancellationToken cancellationToken)
        {
            if (IsUnavailable)
            {
                throw new HttpRequestException("The owner is unavailable.");
            }

            _inside.Entries.Clear();
            foreach (var (key, item) in Entries)
            {
                _inside.Entries.Add(key, item);
            }

            var (parts, next) = await CopyDigest.DivideAsync(_inside, new(after, null), 100, 3, fields, cancellationToken);
            return new DigestPage(parts, next);
        }
    }

    sealed class Copy : Source, ICopy
    {
        int _reads;

        public IReadOnlyList<string> Fields => ["name"];

        public int Repairs { get; private set; }

        public Action<int> BeforeRead { get; set; } = _ => { };

        public override Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken)
        {
            BeforeRead(++_reads);
            return base.ReadAsync(range, limit, cancellationToken);
        }

        public Task<int> RepairAsync(IReadOnlyList<CopyRepair> repairs, CancellationToken cancellationToken)
        {
            Repairs += repairs.Count;
            foreach (var repair in repairs.Where(repair => Entries.GetValueOrDefault(repair.Key)?.Version == repair.FoundVersion))
            {
                if (repair.Owned is { } owned)
                {
                    Entries[repair.Key] = owned;
                }
                else
                {
                    Entries.Remove(repair.Key);
                }
            }

            return Task.FromResult(repairs.Count);
        }
    }
}
