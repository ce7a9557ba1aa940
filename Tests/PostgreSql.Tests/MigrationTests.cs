namespace DbPerService.Tests.PostgreSql;

public sealed class MigrationTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    [Fact]
    public async Task A_migration_can_be_repeated()
    {
        await using var service = await engines.NewDatabaseAsync();
        var scripts = await service.ScalarAsync<long>("SELECT count(*) FROM schema_migrations");

        await service.MigrateAsync();

        Assert.Equal(scripts, await service.ScalarAsync<long>("SELECT count(*) FROM schema_migrations WHERE length(checksum) = 64"));
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_was_applied_is_refused_by_its_name()
    {
        await using var service = await engines.NewDatabaseAsync();
        await service.ScalarAsync<int>("UPDATE schema_migrations SET checksum = 'another' WHERE name = '0002_dead_letters'");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(service.MigrateAsync);

        Assert.StartsWith("0002_dead_letters.sql was changed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_was_applied_before_there_were_checksums_gets_its_own()
    {
        await using var service = await engines.NewDatabaseAsync();
        await service.ScalarAsync<int>("UPDATE schema_migrations SET checksum = NULL");

        await service.MigrateAsync();

        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM schema_migrations WHERE checksum IS NULL"));
    }
}
