namespace DbPerService.Tests.Architecture.Documents;

/// <summary>
/// Documents that are generated from the map, the schemas and the code. With the environment variable <c>WRITE_DOCUMENTS</c> set to 1 these
/// tests write the files, so that what a change means for them shows in the commit that makes it.
/// </summary>
public sealed class DocumentTests
{
    [Fact]
    public Task Ownership_is_documented() => IsCommittedAsync("docs/ownership.md", OwnershipDocument.Write());

    [Fact]
    public Task The_topics_and_events_are_documented() => IsCommittedAsync("docs/asyncapi.json", AsyncApiDocument.Write());

    static async Task IsCommittedAsync(string file, string text)
    {
        if (Environment.GetEnvironmentVariable("WRITE_DOCUMENTS") == "1")
        {
            await File.WriteAllTextAsync(Tree.PathOf(file), text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(File.Exists(Tree.PathOf(file)) ? Tree.Read(file) : "", text);
    }
}
