using DbPerService.Search.Data;
using DbPerService.Search.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

public abstract partial class SearchIndexConformance
{
    IIndexGenerations Generations => Instance.GetRequiredService<IIndexGenerations>();

    /// <summary>As if the instance that builds a generation had been silent for longer than its lease.</summary>
    protected abstract Task EndLeasesAsync();

    [Fact]
    public async Task Events_are_applied_to_the_live_generation_and_to_the_one_that_is_built()
    {
        await ApplyAsync(Product("1", "Lamp"), Product("2", "Ruler"));
        var build = await BeginAsync(IndexSource.Copy);
        await ApplyAsync(Product("2", "Rulers") with { Version = 2 }, Product("3", "Ink"));

        await build.WriteAsync([Product("1", "Lamp"), Product("2", "Ruler")], Cancelled);

        Assert.Single(await FindAsync("rulers"));
        var comparison = await build.CompareAsync(Cancelled);
        Assert.True(comparison.IsEqual);
        Assert.Equal(3, comparison.Next.Documents);
        await build.SwitchAsync(comparison, Cancelled);
        Assert.Equal("Rulers", Assert.Single(await FindAsync("ruler")).Product.Name);
        Assert.Equal(comparison.Next, await Generations.DigestAsync(Cancelled));
        Assert.Equal(["1", "2", "3"], (await Generations.ReadAsync("", 10, Cancelled)).Select(product => product.ProductId));
        Assert.Equal(["3"], (await Generations.ReadAsync("2", 10, Cancelled)).Select(product => product.ProductId));
    }

    [Fact]
    public async Task No_search_fails_or_misses_anything_while_generations_are_switched()
    {
        await ApplyAsync([.. Enumerable.Range(0, 30).Select(i => Product($"{i}", $"Lamp {i}"))]);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var searches = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; !done.IsCancellationRequested; count++)
            {
                Assert.Equal(30, (await SearchAsync(new("lamp", null, 5))).Total);
            }

            return count;
        })).ToList();
        var version = 1L;
        var writer = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                version++;
                await ApplyAsync([.. Enumerable.Range(0, 30).Select(i => Product($"{i}", $"Lamp {i}") with { Version = version })]);
            }
        });

        for (var rebuild = 0; rebuild < 3; rebuild++)
        {
            var build = await BeginAsync(IndexSource.Copy);
            await build.WriteAsync(await Generations.ReadAsync("", 100, Cancelled), Cancelled);
            var comparison = await build.CompareAsync(Cancelled);
            Assert.True(comparison.IsEqual);
            await build.SwitchAsync(comparison, Cancelled);
        }

        await done.CancelAsync();
        await writer;
        Assert.All(await Task.WhenAll(searches), count => Assert.NotEqual(0, count));
        Assert.All(await Generations.ReadAsync("", 100, Cancelled), product => Assert.Equal(version, product.Version));
    }

    [Fact]
    public async Task One_instance_builds_at_a_time()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            NewInstance().GetRequiredService<IIndexGenerations>().BeginAsync(IndexSource.Copy, Cancelled))));

        var build = Assert.Single(begun.OfType<IIndexBuild>());
        await build.FailAsync("Enough.", Cancelled);
        await Generations.CleanAsync(Cancelled);
        var generation = (await Generations.ListAsync(Cancelled)).Single(generation => generation.Generation == build.Generation);
        Assert.Equal((IndexState.Failed, "Enough."), (generation.State, generation.Failure));
        Assert.NotNull(await Generations.BeginAsync(IndexSource.Copy, Cancelled));
    }

    [Fact]
    public async Task A_build_whose_instance_is_gone_leaves_the_live_index_alone_and_the_next_one_starts_clean()
    {
        await ApplyAsync(Product("1", "Lamp"));
        var lost = await BeginAsync(IndexSource.Products);
        await lost.WriteAsync([Product("2", "Ruler")], Cancelled);

        await EndLeasesAsync();
        var next = await BeginAsync(IndexSource.Copy);

        foreach (var work in new Func<Task>[]
        {
            () => lost.RenewAsync(Cancelled),
            () => lost.WriteAsync([Product("3", "Ink")], Cancelled),
            () => lost.CompareAsync(Cancelled),
            () => lost.SwitchAsync(new(new(0, ""), new(0, ""), 0, 0, 0, 0, 0), Cancelled),
        })
        {
            await Assert.ThrowsAsync<BuildLostException>(work);
        }

        await lost.FailAsync("Too late.", Cancelled);
        await ApplyAsync(Product("4", "Pen"));
        Assert.Equal(["1", "4"], (await Generations.ReadAsync("", 10, Cancelled)).Select(product => product.ProductId));
        var comparison = await next.CompareAsync(Cancelled);
        Assert.Equal((2, 1, 1), (comparison.Live.Documents, comparison.Next.Documents, comparison.Missing));
        Assert.Equal(IndexState.Failed, (await Generations.ListAsync(Cancelled)).Single(g => g.Generation == lost.Generation).State);
    }

    [Fact]
    public async Task A_comparison_names_every_kind_of_difference()
    {
        await ApplyAsync(
            Product("same", "Same"), Product("missing", "Missing"), Product("older", "Older") with { Version = 5 }, Product("newer", "Newer"),
            Product("changed", "Changed"));
        var build = await BeginAsync(IndexSource.Products);
        await build.WriteAsync(
            [
                Product("same", "Same") with { UnitPrice = 12.50m }, Product("older", "Older") with { Version = 4 },
                Product("newer", "Newer") with { Version = 2 }, Product("changed", "Changed by hand"), Product("added", "Added"),
            ],
            Cancelled);

        var comparison = await build.CompareAsync(Cancelled);

        Assert.Equal((1, 1, 1, 1, 1), (comparison.Missing, comparison.Older, comparison.Newer, comparison.Added, comparison.Changed));
        Assert.False(comparison.IsEqual);
        Assert.True(comparison.Loses);
    }

    [Fact]
    public async Task A_build_does_not_go_back_behind_an_event()
    {
        var build = await BeginAsync(IndexSource.Products);
        await ApplyAsync(Product("1", "Second") with { Version = 2 });

        Assert.Equal(1, await build.WriteAsync([Product("1", "First"), Product("2", "Other")], Cancelled));
        Assert.Equal(0, await build.WriteAsync([Product("1", "First"), Product("2", "Other")], Cancelled));

        await build.SwitchAsync(await build.CompareAsync(Cancelled), Cancelled);
        Assert.Equal(["Second", "Other"], (await Generations.ReadAsync("", 10, Cancelled)).Select(product => product.Name));
        var live = (await Generations.ListAsync(Cancelled)).Single(generation => generation.State == IndexState.Live);
        Assert.Equal((build.Generation, IndexSource.Products, 2), (live.Generation, live.Source, live.Documents));
    }

    async Task<IIndexBuild> BeginAsync(IndexSource source)
    {
        var build = await Generations.BeginAsync(source, Cancelled);
        Assert.NotNull(build);
        return build;
    }
}
