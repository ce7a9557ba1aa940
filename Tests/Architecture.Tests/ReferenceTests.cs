namespace DbPerService.Tests.Architecture;

/// <summary>Allowed references between projects.</summary>
public sealed class ReferenceTests
{
    static readonly string[] DatabasePackages = ["Npgsql", "MongoDB.Driver", "StackExchange.Redis"];

    public static TheoryData<string> Services => [.. Tree.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_references_contracts_and_building_blocks_only(string service)
    {
        var references = Tree.ProjectReferences($"Services/{service}/{service}.csproj").ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(
            reference.StartsWith("Contracts/", StringComparison.Ordinal)
                || reference.StartsWith("BuildingBlocks/", StringComparison.Ordinal)
                || reference.StartsWith("ServiceDefaults/", StringComparison.Ordinal),
            $"{service} references {reference}"));
    }

    [Fact]
    public void Contracts_reference_only_the_event_abstractions() =>
        Assert.Equal(
            ["BuildingBlocks/Messaging.Abstractions/Messaging.Abstractions.csproj"], Tree.ProjectReferences("Contracts/Contracts.csproj"));

    [Fact]
    public void Messaging_references_no_database_and_no_service()
    {
        Assert.Empty(Tree.PackageReferences("BuildingBlocks/Messaging/Messaging.csproj").Intersect(DatabasePackages));
        Assert.Equal(
            [
                "BuildingBlocks/Consistency/Consistency.csproj", "BuildingBlocks/Databases/Databases.csproj",
                "BuildingBlocks/Messaging.Abstractions/Messaging.Abstractions.csproj"
            ],
            Tree.ProjectReferences("BuildingBlocks/Messaging/Messaging.csproj"));
    }

    [Theory]
    [InlineData("PostgreSql", "Npgsql")]
    [InlineData("MongoDB", "MongoDB.Driver")]
    [InlineData("Redis", "StackExchange.Redis")]
    public void A_database_can_be_taken_without_messaging(string kind, string driver)
    {
        Assert.Equal([driver], Tree.PackageReferences($"BuildingBlocks/{kind}/{kind}.csproj"));
        Assert.Equal(["BuildingBlocks/Databases/Databases.csproj"], Tree.ProjectReferences($"BuildingBlocks/{kind}/{kind}.csproj"));
        Assert.Empty(Tree.PackageReferences("BuildingBlocks/Databases/Databases.csproj"));
        Assert.Empty(Tree.ProjectReferences("BuildingBlocks/Databases/Databases.csproj"));
    }

    [Fact]
    public void Building_blocks_reference_no_contract_and_no_service() =>
        Assert.All(
            Tree.Files("*.csproj", "BuildingBlocks").SelectMany(Tree.ProjectReferences),
            reference => Assert.StartsWith("BuildingBlocks/", reference, StringComparison.Ordinal));
}
